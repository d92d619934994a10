package dev.sourcery.test.database;

import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A server that is managed outside of the JVM. Its user requires the right to create
 * databases.
 */
final class ExternalServer implements RunningServer {

	private final String url;

	// parses user and password from the URL in the way of the driver
	private final PGSimpleDataSource dataSource = new PGSimpleDataSource();

	ExternalServer(String jdbcUrl) {
		try {
			this.url = DatabaseUrl.parse(jdbcUrl).toString();
			this.dataSource.setUrl(jdbcUrl);
		}
		catch (IllegalArgumentException ex) {
			throw new TestDatabaseException(
					"The JDBC URL in %s cannot be parsed; the expected form is jdbc:postgresql://host:port/database?user=name&password=secret"
						.formatted(TestDatabaseChoice.ENVIRONMENT_VARIABLE),
					ex);
		}
	}

	@Override
	public String jdbcUrl() {
		return this.url;
	}

	@Override
	public String username() {
		String user = this.dataSource.getUser();
		return isMissing(user) ? System.getProperty("user.name", "postgres") : user;
	}

	@Override
	public String password() {
		String password = this.dataSource.getPassword();
		return isMissing(password) ? "" : password;
	}

	@Override
	public String description() {
		return "external server " + this.url;
	}

	@Override
	public boolean outlivesTheJvm() {
		return true;
	}

	@Override
	public void stop() {
		// managed outside of the JVM
	}

	private static boolean isMissing(@Nullable String value) {
		return value == null || value.isEmpty();
	}

}
