package dev.sourcery.test.database;

import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A server that somebody else runs. Its user needs the right to create databases.
 */
final class ExternalServer implements RunningServer {

	private final String url;

	// knows how the driver reads user and password from the URL
	private final PGSimpleDataSource dataSource = new PGSimpleDataSource();

	ExternalServer(String jdbcUrl) {
		try {
			this.url = DatabaseUrl.parse(jdbcUrl).toString();
			this.dataSource.setUrl(jdbcUrl);
		}
		catch (IllegalArgumentException ex) {
			throw new TestDatabaseException(
					"The JDBC URL in %s cannot be understood; it looks like jdbc:postgresql://host:port/database?user=name&password=secret"
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
		// belongs to somebody else
	}

	private static boolean isMissing(@Nullable String value) {
		return value == null || value.isEmpty();
	}

}
