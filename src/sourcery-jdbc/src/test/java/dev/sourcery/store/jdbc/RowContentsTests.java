package dev.sourcery.store.jdbc;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.StreamId;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionDefinition;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.Append;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StoreRefusedException;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.subscription.SubscriptionSettings;
import dev.sourcery.subscription.SubscriptionState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionDefinition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Whatever the database quotes, no exception of the store and no line of its log does.
 */
class RowContentsTests {

	private static final String PAYLOAD = "secret payload";

	private static final String ID = "secret-id";

	private final StoreDatabase database = new StoreDatabase();

	private final List<String> lines = new ArrayList<>();

	private final Logger logger = (Logger) LoggerFactory.getLogger("dev.sourcery");

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
		@Override
		protected void append(ILoggingEvent event) {
			synchronized (RowContentsTests.this.lines) {
				RowContentsTests.this.lines
					.add(event.getFormattedMessage() + "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()));
			}
		}
	};

	@BeforeEach
	void listen() {
		this.appender.start();
		this.logger.addAppender(this.appender);
		this.logger.setLevel(Level.TRACE);
	}

	@AfterEach
	void close() {
		this.logger.detachAppender(this.appender);
		this.logger.setLevel(null);
		this.database.close();
	}

	@ParameterizedTest
	@EnumSource
	void aRefusedRow(Way way) {
		this.database.jdbc()
			.execute("alter table sourcery.events add constraint discreet check (payload::text not like '%secret%')");
		assertThat(failure(way)).isInstanceOf(StoreRefusedException.class)
			.hasMessageContaining("discreet")
			.hasMessageContaining("violates check constraint")
			.satisfies(RowContentsTests::isDiscreet);
		assertThatTheLogIsDiscreet();
	}

	@ParameterizedTest
	@EnumSource
	void aValueThatAnIndexOfTheApplicationCannotTake(Way way) {
		this.database.jdbc().execute("create index on sourcery.events (((payload ->> 'text')::numeric))");
		assertThat(failure(way)).isInstanceOf(StoreRefusedException.class)
			.hasMessageContaining("numeric")
			.satisfies(RowContentsTests::isDiscreet);
		assertThatTheLogIsDiscreet();
	}

	@ParameterizedTest
	@EnumSource(names = { "ALONE", "SEVERAL_STREAMS", "WITH_LISTENER" })
	void aRowThatIsRefusedAtTheCommit(Way way) {
		this.database.jdbc().execute("create table allowed (text text primary key)");
		this.database.jdbc().execute("""
				alter table sourcery.events add column text text
				    generated always as (payload ->> 'text') stored
				    references allowed deferrable initially deferred
				""");
		assertThat(failure(way)).isInstanceOf(StoreRefusedException.class)
			.hasMessageContaining("foreign key")
			.satisfies(RowContentsTests::isDiscreet);
		assertThatTheLogIsDiscreet();
	}

	@Test
	void manyAtOnce() throws Exception {
		this.database.jdbc()
			.execute("alter table sourcery.events add constraint discreet check (payload::text not like '%secret%')");
		JdbcEventStore store = this.database.store();
		ExecutorService threads = Executors.newCachedThreadPool();
		try {
			List<Future<Throwable>> failures = IntStream.range(0, 60)
				.mapToObj((number) -> threads.submit(() -> catchThrowable(
						() -> store.append(new StreamId("thing", ID + number), ExpectedVersion.any(), events()))))
				.toList();
			for (Future<Throwable> failure : failures) {
				assertThat(failure.get()).isInstanceOf(StoreRefusedException.class)
					.satisfies(RowContentsTests::isDiscreet);
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThatTheLogIsDiscreet();
	}

	/**
	 * The stream and the event id are named, but by the store itself.
	 */
	@Test
	void theKeysOfALostRace() {
		JdbcEventStore store = this.database.store();
		StreamId stream = new StreamId("thing", ID);
		NewEvent event = NewEvent.of(new Happened(PAYLOAD));
		try (Caller rival = new Caller(this.database.transactionManager());
				Caller caller = new Caller(this.database.transactionManager())) {
			caller.begin(TransactionDefinition.ISOLATION_REPEATABLE_READ).run(() -> store.version(stream));
			// this one would be refused from the memory of the node
			rival.run(() -> this.database.store().append(stream, ExpectedVersion.noStream(), List.of(event)));
			assertThatExceptionOfType(VersionConflictException.class)
				.isThrownBy(() -> caller.run(() -> store.append(stream, ExpectedVersion.noStream(), events())))
				.satisfies((ex) -> assertThat(printed(ex)).contains("events_stream_version")
					.doesNotContain("Detail", "Key (", PAYLOAD));
			caller.rollback();
			caller.begin();
			assertThatExceptionOfType(EventIdConflictException.class)
				.isThrownBy(() -> caller.run(() -> store.append(
						List.of(new Append(new StreamId("thing", "x"), ExpectedVersion.noStream(), List.of(event))))))
				.satisfies((ex) -> assertThat(printed(ex)).contains("events_event_id")
					.doesNotContain("Detail", "Key (", PAYLOAD));
			caller.rollback();
		}
		assertThatTheLogIsDiscreet();
	}

	@Test
	void aProjectionThatFails() {
		this.database.jdbc().execute("create table model (text text check (text not like '%secret%'))");
		JdbcEventStore store = this.database.store();
		Projections projections = new Projections(
				List.of(ProjectionDefinition.of(new Model(this.database.jdbc()), store.types())), store,
				this.database.checkpoints(), new SubscriptionSettings(100, Duration.ofMillis(50), Duration.ofMillis(1),
						Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(10)));
		projections.start();
		try {
			store.append(new StreamId("thing", "s"), ExpectedVersion.any(), events());
			Awaitility.await().until(() -> projections.status("model").state() == SubscriptionState.BLOCKED);
		}
		finally {
			projections.stop();
		}
		assertThat(this.lines).anySatisfy((line) -> assertThat(line).contains("is blocked", "violates check"));
		assertThatTheLogIsDiscreet();
	}

	private Throwable failure(Way way) {
		JdbcEventStore store = way.store(this.database);
		StreamId stream = new StreamId("thing", ID);
		ExpectedVersion expected = way.appends(events()).get(0).expected();
		List<Append> appends = new ArrayList<>(List.of(new Append(stream, expected, events())));
		if (way == Way.SEVERAL_STREAMS) {
			appends.add(new Append(Way.SECOND, expected, events()));
		}
		return way.failure(this.database, () -> store.append(appends));
	}

	private static List<NewEvent> events() {
		return List.of(NewEvent.of(new Happened(PAYLOAD)), NewEvent.of(new Happened(PAYLOAD)));
	}

	private static void isDiscreet(Throwable failure) {
		assertThat(printed(failure)).doesNotContain(PAYLOAD, "secret", ID);
	}

	private void assertThatTheLogIsDiscreet() {
		synchronized (this.lines) {
			assertThat(this.lines)
				.allSatisfy((line) -> assertThat(line).doesNotContain(PAYLOAD, ID, "Detail", "Key ("));
		}
	}

	private static String printed(Throwable failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

	@Projection("model")
	static class Model {

		private final JdbcTemplate jdbc;

		Model(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@EventHandler
		void on(Happened event) {
			this.jdbc.update("insert into model values (?)", event.text());
		}

	}

}
