package dev.sourcery.autoconfigure.store;

import dev.sourcery.SourceryException;

/**
 * Thrown when the database of the event store cannot be determined from the beans of the
 * application, or when these beans do not match.
 *
 * @since 0.1
 */
public final class StoreDatabaseException extends SourceryException {

	private static final long serialVersionUID = 1L;

	StoreDatabaseException(String problem, String remedy) {
		super(problem, remedy, null);
	}

	/**
	 * Creates an exception for an application without a database.
	 * @return the exception
	 */
	public static StoreDatabaseException missing() {
		return new StoreDatabaseException("The event store has no database: there is no DataSource", """
				Events are stored in PostgreSQL only, never in memory. Do one of these:
				- set spring.datasource.url to a PostgreSQL database, for example jdbc:postgresql://localhost:5432/bank
				- add the dependency dev.sourcery:sourcery-embedded-postgres, to start a server with the application
				- define a DataSource bean
				- switch sourcery off with sourcery.enabled=false""");
	}

	/**
	 * Creates an exception for a property that configures the database and is set, but
	 * empty. No other database is started instead.
	 * @param property the name of the property
	 * @return the exception
	 */
	public static StoreDatabaseException empty(String property) {
		return new StoreDatabaseException("The event store has no database: %s is set, but empty"
			.formatted(property), """
					Set it to a value, for example jdbc:postgresql://localhost:5432/bank for spring.datasource.url; \
					if it comes from an environment variable, this variable is not set. To have an embedded PostgreSQL \
					started with the application, remove the property.""");
	}

}
