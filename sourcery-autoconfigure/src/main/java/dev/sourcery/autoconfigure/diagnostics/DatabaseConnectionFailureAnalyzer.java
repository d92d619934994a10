package dev.sourcery.autoconfigure.diagnostics;

import java.sql.SQLException;

import dev.sourcery.failure.Causes;
import dev.sourcery.failure.SqlStates;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Analyzes failures to connect to the database, regardless of the component that
 * connected first: the tables of the event store, migrations of the application or JPA.
 */
@Order(0)
final class DatabaseConnectionFailureAnalyzer implements FailureAnalyzer {

	private final Environment environment;

	DatabaseConnectionFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		SQLException cause = sqlException(failure);
		if (cause == null || cause.getSQLState() == null
				|| !this.environment.getProperty("sourcery.enabled", Boolean.class, true)) {
			return null;
		}
		return switch (SqlStates.classOf(cause.getSQLState())) {
			case "08" -> analysis("The database cannot be reached", cause,
					"Check that PostgreSQL runs there, that spring.datasource.url names its host and port, and that no firewall is in between.");
			case "28" -> analysis("The database refuses the user", cause,
					"Check spring.datasource.username and spring.datasource.password, and on the server the role and pg_hba.conf.");
			case "3D" -> analysis("The database does not exist", cause,
					"Check the name of the database in spring.datasource.url, or create it with CREATE DATABASE.");
			case "53" -> analysis("The database accepts no more connections", cause,
					"Raise max_connections on the server, or let this and other applications use fewer connections: spring.datasource.hikari.maximum-pool-size.");
			case "57" -> analysis("The database is starting or shutting down", cause,
					"Start the application when the database is ready.");
			default -> null;
		};
	}

	/**
	 * Returns the innermost exception, because pools wrap the exceptions of the driver in
	 * their own exceptions.
	 */
	private static @Nullable SQLException sqlException(Throwable failure) {
		SQLException found = null;
		for (Throwable current : Causes.chainOf(failure)) {
			if (current instanceof SQLException sqlException) {
				found = sqlException;
			}
		}
		return found;
	}

	private static FailureAnalysis analysis(String problem, SQLException cause, String action) {
		Throwable root = NestedExceptionUtils.getMostSpecificCause(cause);
		String reason = (root != cause) ? "%s (%s)".formatted(cause.getMessage(), root) : cause.getMessage();
		return new FailureAnalysis("%s: %s".formatted(problem, reason), action, cause);
	}

}
