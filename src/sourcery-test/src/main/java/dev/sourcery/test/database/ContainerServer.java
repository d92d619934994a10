package dev.sourcery.test.database;

import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A server in a container. A separate class, so that Testcontainers is required only if
 * it is selected.
 */
final class ContainerServer implements RunningServer {

	private final PostgreSQLContainer container;

	private ContainerServer(PostgreSQLContainer container) {
		this.container = container;
	}

	static ContainerServer start(String version) {
		PostgreSQLContainer container = new PostgreSQLContainer(DockerImageName.parse("postgres:" + version))
			.withCommand("postgres", "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
					"-c", "max_connections=200", "-c", "max_prepared_transactions=10");
		container.start();
		return new ContainerServer(container);
	}

	@Override
	public String jdbcUrl() {
		return this.container.getJdbcUrl();
	}

	@Override
	public String username() {
		return this.container.getUsername();
	}

	@Override
	public String password() {
		return this.container.getPassword();
	}

	@Override
	public String description() {
		return "container %s at %s:%d".formatted(this.container.getDockerImageName(), this.container.getHost(),
				this.container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT));
	}

	@Override
	public boolean outlivesTheJvm() {
		return false;
	}

	@Override
	public void stop() {
		this.container.stop();
	}

}
