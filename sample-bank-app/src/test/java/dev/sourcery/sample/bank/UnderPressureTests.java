package dev.sourcery.sample.bank;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import dev.sourcery.sample.bank.BankClient.Answer;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ListenerHandle;
import dev.sourcery.tail.EventSource;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What clients see of a bank that gives up at once.
 */
@BankTest
@TestPropertySource(properties = { "sourcery.retry.max-retries=0", "spring.datasource.hikari.connection-timeout=1000",
		// only batches use connections, so that a test can take all
		"sourcery.projections.notify.enabled=false" })
class UnderPressureTests {

	private final BankClient bank;

	private final DataSource dataSource;

	private final EventStore store;

	UnderPressureTests(@LocalServerPort int port, DataSource dataSource, EventStore store) {
		this.bank = new BankClient(port);
		this.dataSource = dataSource;
		this.store = store;
	}

	@Test
	void whenAnotherWriterIsFasterItIsAConflict() {
		String id = this.bank.open("Ada", "EUR");
		List<Answer> answers = new ArrayList<>();
		await().until(() -> answers.addAll(this.bank.depositAtOnce(6, id, "1.00"))
				&& answers.stream().anyMatch((answer) -> answer.status() != 200));
		List<Answer> conflicts = answers.stream().filter((answer) -> answer.status() != 200).toList();
		assertThat(conflicts).allSatisfy((answer) -> answer.expectProblem(409, "conflict"));
		assertThat(this.bank.get("/accounts/" + id).object()).containsEntry("version",
				1 + answers.size() - conflicts.size());
	}

	@Test
	void whenThereIsNoConnectionTheClientIsToComeBack() throws SQLException {
		String id = this.bank.open("Ada", "EUR");
		List<Connection> taken = takeAllConnections();
		try {
			List<Answer> answers = List.of(this.bank.deposit(id, "1.00"), this.bank.get("/accounts/" + id),
					this.bank.get("/accounts"));
			assertThat(answers).allSatisfy((answer) -> {
				answer.expectProblem(503, "unavailable");
				assertThat(answer.header("Retry-After")).isEqualTo("1");
			});
		}
		finally {
			for (Connection connection : taken) {
				connection.close();
			}
		}
		assertThat(this.bank.deposit(id, "1.00").expect(200).text("balance")).isEqualTo("1.00");
	}

	@Test
	void whenItsConnectionIsLostTheClientSendsTheSameAgain() throws Exception {
		String id = this.bank.open("Ada", "EUR");
		JdbcTemplate jdbc = new JdbcTemplate(this.dataSource);
		CompletableFuture<Answer> deposit;
		try (Connection holder = this.dataSource.getConnection(); Statement statement = holder.createStatement()) {
			holder.setAutoCommit(false);
			statement.execute("""
					insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type,
					                             schema_version, metadata, payload)
					values ('account', '%s', 2, gen_random_uuid(), 'account.held', 1, '{}', '{}')
					""".formatted(id));
			deposit = CompletableFuture.supplyAsync(() -> depositOnce(id));
			await().until(() -> !jdbc.queryForList("""
					select pg_terminate_backend(pid)
					from pg_stat_activity
					where datname = current_database() and wait_event_type = 'Lock'
					""").isEmpty());
			deposit.join().expectProblem(503, "outcome-unknown");
			assertThat(deposit.join().header("Retry-After")).isNull();
			holder.rollback();
		}
		assertThat(depositOnce(id).expect(200).text("balance")).isEqualTo("1.00");
		assertThat(depositOnce(id).expect(200).text("balance")).isEqualTo("1.00");
	}

	@Test
	void whenTheDatabaseIsGoneAfterTheCommitTheAnswerIsThatOfTheCommit() throws SQLException {
		String ada = this.bank.open("Ada", "EUR");
		String bob = this.bank.open("Bob", "EUR");
		assertThat(answerWithoutDatabaseAfterCommit(() -> this.bank.deposit(ada, "10.00")).expect(200).text("balance"))
			.isEqualTo("10.00");
		answerWithoutDatabaseAfterCommit(() -> this.bank.transfer(ada, bob, "1.00")).expect(202);
		answerWithoutDatabaseAfterCommit(() -> this.bank.post("/accounts", "{\"owner\":\"Ada\",\"currency\":\"EUR\"}"))
			.expect(201);
	}

	private Answer answerWithoutDatabaseAfterCommit(Supplier<Answer> request) throws SQLException {
		List<Connection> taken = new CopyOnWriteArrayList<>();
		ListenerHandle registration = EventSource.of(this.store).hooks().afterCommit((appended) -> {
			// the appends of projections are none of this request
			if (Thread.currentThread().getName().startsWith("http-")) {
				taken.addAll(takeAllConnectionsUnchecked());
			}
		});
		try {
			return request.get();
		}
		finally {
			registration.close();
			for (Connection connection : taken) {
				connection.close();
			}
		}
	}

	private List<Connection> takeAllConnectionsUnchecked() {
		try {
			return takeAllConnections();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Answer depositOnce(String id) {
		return this.bank.post("/accounts/" + id + "/deposits", "{\"amount\":\"1.00\"}", "Idempotency-Key", "once");
	}

	private List<Connection> takeAllConnections() throws SQLException {
		int all = this.dataSource.unwrap(HikariDataSource.class).getMaximumPoolSize();
		List<Connection> taken = new ArrayList<>();
		await().until(() -> takeConnections(taken) == all);
		return taken;
	}

	private int takeConnections(List<Connection> taken) throws SQLException {
		try {
			while (true) {
				taken.add(this.dataSource.getConnection());
			}
		}
		catch (SQLTransientConnectionException ex) {
			return taken.size();
		}
	}

}
