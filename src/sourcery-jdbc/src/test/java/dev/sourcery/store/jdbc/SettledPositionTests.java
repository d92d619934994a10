package dev.sourcery.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.Position;
import dev.sourcery.event.StreamId;
import dev.sourcery.schema.InvalidSequenceException;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.UnknownSettledPositionException;
import dev.sourcery.store.UnknownSettledPositionException.Reason;
import dev.sourcery.store.jdbc.OrderOfEventsTests.Follower;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static dev.sourcery.store.jdbc.StoreDatabase.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the settled position is while not everything is known, and what it costs.
 */
class SettledPositionTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcEventStore store = this.database.store();

	private final Caller caller = new Caller(this.database.transactionManager());

	@AfterEach
	void close() {
		this.caller.close();
		this.database.close();
	}

	@Test
	void aNodeThatKnowsNoSettledPositionYetDoesNotShowTheStoreEmpty() {
		append(this.store, "s", "stored");
		this.caller.begin().run(() -> append(this.store, "a", "open"));
		JdbcEventStore fresh = this.database.store();
		assertThat(fresh.settledPosition().position()).isEqualTo(Position.START);
		assertThatExceptionOfType(UnknownSettledPositionException.class)
			.isThrownBy(() -> fresh.readAll(EventQuery.all()))
			.withMessageContaining("heldBack()")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.OPEN_APPENDS));
		assertThat(fresh.heldBack()).isPresent();
		this.caller.commit();
		assertThat(texts(fresh.readAll(EventQuery.all()).toList())).containsExactly("stored", "open");
	}

	@Test
	void aPreparedTransactionDoesNotMakeTheStoreEmptyEither() throws SQLException {
		append(this.store, "s", "stored");
		try (Connection connection = this.database.database().dataSource().getConnection();
				Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute("lock table sourcery.events in row exclusive mode");
			statement.execute("prepare transaction 'in doubt'");
			connection.setAutoCommit(true);
			JdbcEventStore fresh = this.database.store();
			assertThatExceptionOfType(UnknownSettledPositionException.class)
				.isThrownBy(() -> fresh.readPage(EventQuery.all(), 10));
			statement.execute("rollback prepared 'in doubt'");
			assertThat(fresh.readAll(EventQuery.all())).hasSize(1);
		}
	}

	@Test
	void aStoreThatWasNeverWrittenToIsEmptyForSure() {
		this.caller.begin().run(() -> this.database.jdbc().update("lock table sourcery.events in row exclusive mode"));
		assertThat(this.database.store().readAll(EventQuery.all())).isEmpty();
		this.caller.rollback();
	}

	@Test
	void aSequenceThatFallsBehindTheEventsIsNoticedAndNamed() {
		append(this.store, "s", "1", "2", "3");
		assertThat(this.store.settledPosition().position()).isEqualTo(new Position(3));
		this.database.jdbc().execute("select setval('sourcery.event_position', 1)");
		for (JdbcEventStore node : List.of(this.store, this.database.store())) {
			assertThatExceptionOfType(InvalidSequenceException.class).isThrownBy(node::settledPosition)
				.satisfies((ex) -> assertThat(ex.statement()).isEqualTo("select setval('sourcery.event_position', 3)"));
		}
		this.database.jdbc().execute("select setval('sourcery.event_position', 3)");
		Commit commit = append(this.store, "s", "4");
		assertThat(this.store.settledPosition().position()).isEqualTo(commit.position().orElseThrow());
	}

	@Test
	void aLookIsOnePreparedStatementWhileNothingWasDrawnAndTwoAfterIt() {
		List<String> statements = new CopyOnWriteArrayList<>();
		CountingDataSource counting = new CountingDataSource(this.database.dataSource(), statements);
		JdbcEventStore counted = new JdbcEventStore(counting, new JdbcTransactionManager(counting),
				new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA);
		append(counted, "s", "1");
		counted.settledPosition();
		statements.clear();

		counted.settledPosition();
		assertThat(statements).singleElement().asString().contains("event_position").doesNotContain("pg_locks");
		append(this.store, "s", "2");
		statements.clear();
		assertThat(counted.settledPosition().position()).isEqualTo(new Position(2));
		assertThat(statements).hasSize(2);
		assertThat(statements.get(0)).contains("event_position").doesNotContain("pg_locks");
		assertThat(statements.get(1)).contains("pg_locks");
	}

	/**
	 * Of three events of one append that waits at its last one, while another writes.
	 */
	@Test
	void theSettledPositionMayFallInsideAnAppendAndTheRestOfItFollows() throws Exception {
		Follower follower = new Follower(this.database.store());
		NewEvent taken = NewEvent.of(new Happened("third"));
		try (Connection connection = this.database.database().dataSource().getConnection();
				PreparedStatement statement = connection.prepareStatement("""
						insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type,
						                             schema_version, metadata, payload)
						values ('thing', 'other', 1, ?, 'thing.happened', 1, '{}', '{"text":"never"}')
						""")) {
			connection.setAutoCommit(false);
			statement.setObject(1, taken.eventId());
			statement.executeUpdate();
			CompletableFuture<Commit> appending = CompletableFuture
				.supplyAsync(() -> this.store.append(new StreamId("thing", "s"), ExpectedVersion.noStream(),
						List.of(NewEvent.of(new Happened("first")), NewEvent.of(new Happened("second")), taken,
								NewEvent.of(new Happened("fourth")))));
			this.database.awaitBlockedBackend();
			follower.look();
			this.caller.begin().run(() -> append(this.store, "b", "between"));
			follower.look();
			connection.rollback();
			assertThat(appending.get().events()).hasSize(4);
		}
		follower.look();
		assertThat(follower.texts()).as("some of the append").containsExactly("first", "second", "third");
		this.caller.commit();
		follower.look();
		assertThat(follower.texts()).containsExactly("first", "second", "third", "between", "fourth");
	}

	/**
	 * Writes down which statements are prepared; others are refused.
	 */
	private static final class CountingDataSource extends DelegatingDataSource {

		private final List<String> statements;

		CountingDataSource(javax.sql.DataSource target, List<String> statements) {
			super(target);
			this.statements = statements;
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
					(proxy, method, arguments) -> {
						if (method.getName().equals("createStatement")) {
							throw new SQLException("a statement that is not prepared");
						}
						if (method.getName().equals("prepareStatement")) {
							this.statements.add((String) arguments[0]);
						}
						try {
							return method.invoke(connection, arguments);
						}
						catch (InvocationTargetException ex) {
							throw ex.getCause();
						}
					});
		}

	}

}
