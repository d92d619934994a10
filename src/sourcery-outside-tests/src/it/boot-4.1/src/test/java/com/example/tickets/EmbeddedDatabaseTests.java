package com.example.tickets;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application as a developer starts it, without any database.
 */
class EmbeddedDatabaseTests {

	@Test
	void withoutADatabaseTheEmbeddedOneIsUsedThoughTheTestStarterIsOnTheClassPath(@TempDir Path directory) {
		try (ConfigurableApplicationContext context = SpringApplication.run(TicketsApplication.class,
				"--server.port=0", "--sourcery.embedded.directory=" + directory)) {
			JdbcClient jdbc = context.getBean(JdbcClient.class);
			assertThat(jdbc.sql("select current_database()").query(String.class).single()).isEqualTo("app");
			assertThat(jdbc.sql("show server_version").query(String.class).single()).startsWith("18.");
			assertThat(jdbc.sql("select count(*) from sourcery.events").query(Integer.class).single()).isZero();
		}
	}

}
