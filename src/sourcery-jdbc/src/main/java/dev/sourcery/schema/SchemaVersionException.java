package dev.sourcery.schema;

import dev.sourcery.SourceryException;
import org.flywaydb.core.api.MigrationVersion;

/**
 * Exception thrown if the tables of the store do not have the version that this library
 * requires.
 *
 * @since 0.1
 */
public final class SchemaVersionException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final String schema;

	private final String found;

	private final String needed;

	SchemaVersionException(String schema, String found, String needed) {
		super("The tables in PostgreSQL schema '%s' have version %s, but this sourcery needs version %s"
			.formatted(schema, found, needed), remedy(found, needed), null);
		this.schema = schema;
		this.found = found;
		this.needed = needed;
	}

	private static String remedy(String found, String needed) {
		return MigrationVersion.fromVersion(found).isNewerThan(needed)
				? "A newer sourcery has migrated them: use that version or a later one."
				: "Run the migrations, or let sourcery do so with sourcery.schema.mode=migrate.";
	}

	/**
	 * The PostgreSQL schema.
	 * @return its name
	 */
	public String schema() {
		return this.schema;
	}

	/**
	 * The version of the tables.
	 * @return the version, 0 if there are none
	 */
	public String found() {
		return this.found;
	}

	/**
	 * The version that this library requires.
	 * @return the version
	 */
	public String needed() {
		return this.needed;
	}

}
