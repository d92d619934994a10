package dev.sourcery.embedded;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * Connection details of the embedded server. They depend on the server, so that beans
 * created from the details are closed before the server stops.
 */
final class EmbeddedPostgresConnectionDetails implements JdbcConnectionDetails {

	private final EmbeddedPostgresServer server;

	EmbeddedPostgresConnectionDetails(EmbeddedPostgresServer server) {
		this.server = server;
	}

	@Override
	public String getJdbcUrl() {
		return this.server.jdbcUrl();
	}

	@Override
	public String getUsername() {
		return EmbeddedPostgresServer.USER;
	}

	@Override
	public String getPassword() {
		return this.server.password();
	}

}
