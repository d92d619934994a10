package dev.sourcery.jdbc;

/**
 * The PostgreSQL schema of the store's tables, ready to be put into SQL.
 *
 * @param value the name
 */
public record SchemaName(String value) {

	private static final int MAX_LENGTH = 63;

	/**
	 * Checks the name.
	 * @param value the name
	 * @throws IllegalArgumentException if it is no plain PostgreSQL identifier
	 */
	public SchemaName {
		if (!value.matches("[a-z_][a-z0-9_]*") || value.length() > MAX_LENGTH) {
			throw new IllegalArgumentException(
					"'%s' cannot be the name of sourcery's schema. Use 1 to 63 lower-case letters, digits and underscores, beginning with a letter."
						.formatted(value));
		}
	}

	/**
	 * Puts the name into SQL.
	 * @param sql SQL that writes the schema as {@code {schema}}
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
