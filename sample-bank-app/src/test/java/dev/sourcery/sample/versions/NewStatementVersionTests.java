package dev.sourcery.sample.versions;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.sourcery.projection.Projections;
import dev.sourcery.projection.VersionState;
import dev.sourcery.sample.bank.BankApplication;
import dev.sourcery.sample.bank.BankClient;
import dev.sourcery.sample.bank.BankTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Version 2 of the statement is deployed on a second node, while clients use the first
 * one, which has version 1 only.
 */
@BankTest
@SpringBootTest(classes = BankApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = "bank.drain-time=0s")
@ExtendWith(OutputCaptureExtension.class)
class NewStatementVersionTests {

	private static final int MOVEMENTS = 100;

	private final BankClient bank;

	private final JdbcConnectionDetails database;

	private final JdbcTemplate jdbc;

	private final Projections projections;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicBoolean finished = new AtomicBoolean();

	NewStatementVersionTests(@LocalServerPort int port, JdbcConnectionDetails database, JdbcTemplate jdbc,
			Projections projections) {
		this.bank = new BankClient(port);
		this.database = database;
		this.jdbc = jdbc;
		this.projections = projections;
	}

	@AfterEach
	void finish() {
		this.finished.set(true);
		this.threads.shutdownNow();
	}

	@Test
	void theStatementsAreCompleteWhileVersion2IsBuiltAndTakesOver(CapturedOutput output) throws Exception {
		String account = this.bank.open("Ada", "EUR");
		String path = "/accounts/%s/statement?size=1000".formatted(account);
		String token = null;
		for (int i = 0; i < MOVEMENTS; i++) {
			token = this.bank.deposit(account, "1.00").token();
		}
		assertThat(this.bank.getAsOf(token, path).array()).hasSize(MOVEMENTS);
		Future<List<Integer>> reader = this.threads.submit(() -> incompleteReads(path));
		Future<List<Integer>> writer = this.threads.submit(() -> staleReads(account, path));

		try (ConfigurableApplicationContext second = secondNode()) {
			await().until(() -> this.projections.status("statement").versionState() == VersionState.RETIRED);
			BankClient other = new BankClient(second.getEnvironment().getProperty("local.server.port", Integer.class));
			token = this.bank.deposit(account, "1.00").token();
			int lines = other.getAsOf(token, path).array().size();
			this.finished.set(true);
			assertThat(reader.get(1, TimeUnit.MINUTES)).as("reads with fewer lines than before").isEmpty();
			assertThat(writer.get(1, TimeUnit.MINUTES)).as("reads without the write of their token").isEmpty();
			assertThat(lines).isGreaterThan(MOVEMENTS);
			assertThat(this.jdbc.queryForList("select line from statement where account_id = ? order by version",
					Long.class, account))
				.as("of version 2")
				.startsWith(1L, 2L, 3L)
				.hasSizeGreaterThan(MOVEMENTS);
		}
		assertThat(output).contains("Projection account-list (version 1) is live, at position")
			.contains("Projection statement (version 2) is built beside the live version 1, at position 0")
			.contains("Projection statement (version 2) has taken over from version 1");
	}

	private List<Integer> incompleteReads(String path) {
		List<Integer> incomplete = new ArrayList<>();
		int most = MOVEMENTS;
		while (!this.finished.get()) {
			int lines = this.bank.get(path).array().size();
			if (lines < most) {
				incomplete.add(lines);
			}
			most = Math.max(most, lines);
		}
		return incomplete;
	}

	private List<Integer> staleReads(String account, String path) {
		List<Integer> stale = new ArrayList<>();
		for (int written = MOVEMENTS; !this.finished.get();) {
			String token = this.bank.deposit(account, "1.00").token();
			written++;
			int lines = this.bank.getAsOf(token, path).array().size();
			if (lines < written) {
				stale.add(lines);
			}
		}
		return stale;
	}

	private ConfigurableApplicationContext secondNode() {
		return new SpringApplicationBuilder(BankApplication.class, Version2.class)
			.properties("server.port=0", "bank.drain-time=0s",
					"spring.flyway.locations=classpath:db/migration,classpath:db/statement-version-2")
			.initializers((context) -> ((GenericApplicationContext) context).registerBean("database",
					JdbcConnectionDetails.class, () -> this.database))
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	static class Version2 {

		@Bean
		NumberedStatement numberedStatement(JdbcClient jdbc) {
			return new NumberedStatement(jdbc);
		}

	}

}
