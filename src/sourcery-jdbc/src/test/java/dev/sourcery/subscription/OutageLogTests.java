package dev.sourcery.subscription;

import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.sourcery.event.EventHandler;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.Commit;
import dev.sourcery.store.jdbc.OwnServer;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is in the log, from INFO on, of sourcery and of Spring.
 */
class OutageLogTests {

	private final StoreDatabase database = new StoreDatabase();

	private final Nodes nodes = new Nodes(this.database);

	private final Lines lines = new Lines();

	@BeforeEach
	void listen() {
		this.lines.setContext(root().getLoggerContext());
		this.lines.start();
		root().addAppender(this.lines);
	}

	private static Logger root() {
		return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
	}

	@AfterEach
	void close() {
		root().detachAppender(this.lines);
		this.nodes.close();
		this.database.close();
	}

	@Test
	void anOutageTakesOneLineWhenItBeginsAndOneWhenItIsOver() throws Exception {
		AtomicInteger attempts = new AtomicInteger();
		JdbcTemplate jdbc = this.database.jdbc();
		Projections projections = this.nodes.start(new Noisy((text) -> {
			if (attempts.incrementAndGet() <= 10) {
				jdbc.execute("select pg_terminate_backend(pg_backend_pid())");
			}
		}));
		Commit commit = append(this.database.store(), "s", "1", "2", "3");
		projections.await("noisy", commit.token().orElseThrow(), Nodes.LONG);
		Awaitility.await().until(() -> this.lines.of(Level.INFO).size() == 1);

		assertThat(this.lines.of(Level.ERROR)).isEmpty();
		assertThat(this.lines.of(Level.WARN)).hasSize(1)
			.allSatisfy((line) -> assertThat(line.getFormattedMessage()).contains("noisy", "terminating connection"))
			.allSatisfy((line) -> assertThat(line.getThrowableProxy()).isNull());
		assertThat(this.lines.of(Level.INFO).get(0).getFormattedMessage()).contains("noisy", "continues");
	}

	@Test
	void anEventThatFailsIsNotQuoted() {
		JdbcTemplate jdbc = this.database.jdbc();
		jdbc.execute("create table strict (note text check (note <> 'secret'), amount integer)");
		Projections projections = this.nodes.start(
				new Noisy((text) -> jdbc.update("insert into strict values (?, 1)", text)),
				new Typed((text) -> jdbc.update("insert into strict (amount) values (cast(? as integer))", text)));
		append(this.database.store(), "s", "secret");
		Awaitility.await()
			.until(() -> projections.status()
				.stream()
				.allMatch((status) -> status.state() == SubscriptionState.BLOCKED));
		Awaitility.await().until(() -> this.lines.of(Level.ERROR).size() == 2);

		assertThat(this.lines.of(Level.WARN)).hasSize(2);
		assertThat(this.lines.texts()).noneMatch((text) -> text.contains("secret"));
		assertThat(projections.status()).noneMatch((status) -> status.failureDescription().contains("secret"));
	}

	@Test
	void aRowOfABatchOfStatementsIsNotQuoted() {
		JdbcTemplate jdbc = this.database.jdbc();
		jdbc.execute("create table once (note text primary key)");
		jdbc.update("insert into once values ('secret')");
		Projections projections = this.nodes.start(new Noisy((text) -> jdbc.batchUpdate("insert into once values (?)",
				List.of(new Object[] { "before" }, new Object[] { text }))), new Typed((text) -> batch(text)));
		append(this.database.store(), "s", "secret");
		Awaitility.await()
			.until(() -> projections.status()
				.stream()
				.allMatch((status) -> status.state() == SubscriptionState.BLOCKED));
		Awaitility.await().until(() -> this.lines.of(Level.ERROR).size() == 2);

		assertThat(this.lines.texts()).noneMatch((text) -> text.contains("secret"));
		assertThat(projections.status()).noneMatch((status) -> status.failureDescription().contains("secret"));
		assertThat(projections.status()).allMatch((status) -> status.failureDescription().contains("Exception: "));
	}

	// as frameworks other than Spring do: the driver's failure becomes the cause
	private void batch(String text) {
		this.database.jdbc().execute((ConnectionCallback<Void>) (connection) -> {
			try (PreparedStatement statement = connection.prepareStatement("insert into once values (?)")) {
				statement.setString(1, text);
				statement.addBatch();
				statement.executeBatch();
				return null;
			}
			catch (BatchUpdateException ex) {
				throw new IllegalStateException("batch: " + ex.getMessage(), ex);
			}
		});
	}

	@Test
	void aRestartOfTheServerWithinAnOutageIsNotItsEnd(@TempDir Path directory) {
		try (OwnServer server = OwnServer.start(directory);
				StoreDatabase restarted = server.pool();
				Nodes there = new Nodes(restarted)) {
			AtomicInteger attempts = new AtomicInteger();
			there.start(new Noisy((text) -> {
				if (attempts.incrementAndGet() == 1) {
					server.stopAtOnce();
					server.start();
				}
				if (attempts.get() <= 10) {
					throw new IllegalStateException(new SQLTransientConnectionException("not yet"));
				}
			}));
			append(restarted.store(), "s", "1");
			Awaitility.await()
				.atMost(Nodes.LONG)
				.until(() -> !this.lines.about(Level.INFO, "noisy").isEmpty() && attempts.get() > 10);

			assertThat(this.lines.about(Level.WARN, "noisy")).hasSize(1);
			assertThat(this.lines.about(Level.INFO, "noisy")).hasSize(1);
			// the claims of lanes may have been renewed while the server was restarted
			assertThat(this.lines.of(Level.WARN)).allSatisfy((line) -> assertThat(line.getFormattedMessage())
				.containsAnyOf("noisy", "Lanes cannot be claimed or renewed"));
			assertThat(this.lines.of(Level.WARN)).hasSizeLessThanOrEqualTo(2);
		}
	}

	interface Check {

		void accept(String text);

	}

	@Projection("noisy")
	static class Noisy {

		private final Check check;

		Noisy(Check check) {
			this.check = check;
		}

		@EventHandler
		void on(Happened event) {
			this.check.accept(event.text());
		}

	}

	@Projection("typed")
	static class Typed {

		private final Check check;

		Typed(Check check) {
			this.check = check;
		}

		@EventHandler
		void on(Happened event) {
			this.check.accept(event.text());
		}

	}

	static class Lines extends AppenderBase<ILoggingEvent> {

		private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

		@Override
		protected void append(ILoggingEvent event) {
			boolean watched = event.getLoggerName().startsWith("dev.sourcery.subscription")
					|| event.getLoggerName().startsWith("org.springframework");
			if (watched && event.getLevel().isGreaterOrEqual(Level.INFO)) {
				this.events.add(event);
			}
		}

		List<ILoggingEvent> of(Level level) {
			return this.events.stream().filter((event) -> event.getLevel() == level).toList();
		}

		List<ILoggingEvent> about(Level level, String projection) {
			return of(level).stream().filter((event) -> event.getFormattedMessage().contains(projection)).toList();
		}

		List<String> texts() {
			return this.events.stream().flatMap((event) -> {
				java.util.stream.Stream.Builder<String> texts = java.util.stream.Stream.builder();
				texts.add(event.getFormattedMessage());
				for (var proxy = event.getThrowableProxy(); proxy != null; proxy = proxy.getCause()) {
					texts.add(String.valueOf(proxy.getMessage()));
				}
				return texts.build();
			}).toList();
		}

	}

}
