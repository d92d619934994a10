package dev.sourcery.jdbc;

/**
 * The name of the PostgreSQL schema of the store's tables, valid for use in SQL.
 *
 * @since 0.1
 * @param value the name
 */
public record SchemaName(String value) {

	private static final int MAX_LENGTH = 63;

	/**
	 * Checks the name.
	 * @param value the name
	 * @throws IllegalArgumentException if the name is not a plain PostgreSQL identifier
	 */
	public SchemaName {
		if (!value.matches("[a-z_][a-z0-9_]*") || value.length() > MAX_LENGTH) {
			throw new IllegalArgumentException(
					"'%s' cannot be the name of sourcery's schema. Use 1 to 63 lower-case letters, digits and underscores, beginning with a letter."
						.formatted(value));
		}
	}

	/**
	 * Inserts the name into SQL.
	 * @param sql SQL with {@code {schema}} as the placeholder for the schema
	 * @return the SQL to run
	 */
	public String in(String sql) {
		return sql.replace("{schema}", this.value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
