package dev.sourcery.subscription;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionDefinition;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.OwnServer;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.store.jdbc.StoreDatabase.Ignored;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

class AsynchronousCommitTests {

	private static final Duration LEASE = Duration.ofMinutes(5);

	private final List<Projections> started = new CopyOnWriteArrayList<>();

	private final List<String> modes = new CopyOnWriteArrayList<>();

	private StoreDatabase database = inMode("on");

	private JdbcEventStore store = this.database.store();

	// the server of the tests does not wait for the disk
	private static StoreDatabase inMode(String mode) {
		return new StoreDatabase((config) -> config.setConnectionInitSql("set synchronous_commit to " + mode));
	}

	@AfterEach
	void close() {
		this.started.forEach(Projections::stop);
		this.database.close();
	}

	private Projections start(StoreDatabase database, boolean asynchronous, Object projection) {
		EventStore store = database.store();
		Projections node = new Projections(List.of(ProjectionDefinition.of(projection, store.types())), store,
				new JdbcCheckpoints(database.dataSource(), database.transactionManager(), StoreDatabase.SCHEMA, LEASE,
						asynchronous),
				Nodes.SETTINGS);
		this.started.add(node);
		node.start();
		return node;
	}

	/**
	 * Handles one event by a handler that runs an action, and returns the modes of the
	 * commit that were recorded.
	 */
	private List<String> modes(boolean asynchronous, Runnable action) throws InterruptedException {
		Projections node = start(this.database, asynchronous, new Acting(action));
		node.await("acting", token(append(this.store, "s", "1")), Nodes.LONG);
		return this.modes;
	}

	private void recordMode() {
		this.modes.add(this.database.jdbc().queryForObject("show synchronous_commit", String.class));
	}

	private void recordModeBeforeCommit() {
		recordAfter(() -> {
		});
	}

	private void recordAfter(Runnable beforeCommit) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
			@Override
			public void beforeCommit(boolean readOnly) {
				beforeCommit.run();
				recordMode();
			}
		});
	}

	private void appendHere() {
		this.store.append(new StreamId("thing", "other"), ExpectedVersion.any(),
				List.of(NewEvent.of(new Ignored("x"))));
	}

	private static ConsistencyToken token(Commit commit) {
		return commit.token().orElseThrow();
	}

	@Test
	void aBatchDoesNotWaitForTheDiskAndTheConnectionIsReturnedUnchanged() throws Exception {
		assertThat(modes(true, this::recordModeBeforeCommit)).containsExactly("off");
		recordMode();
		assertThat(this.modes).containsExactly("off", "on");
	}

	@Test
	void asynchronousCommitsCanBeSwitchedOff() throws Exception {
		assertThat(modes(false, this::recordModeBeforeCommit)).containsExactly("on");
	}

	@ParameterizedTest
	@ValueSource(strings = { "local", "remote_write", "remote_apply", "off" })
	void anotherModeOfTheSessionIsKept(String mode) throws Exception {
		this.database.close();
		this.database = inMode(mode);
		this.store = this.database.store();
		assertThat(modes(true, () -> {
			appendHere();
			recordModeBeforeCommit();
		})).containsExactly(mode);
	}

	@Test
	void aHandlerThatAppendsCommitsSynchronously() throws Exception {
		assertThat(modes(true, () -> {
			recordMode();
			appendHere();
			recordMode();
			appendHere();
			recordModeBeforeCommit();
		})).containsExactly("off", "on", "on");
	}

	@Test
	void anAppendAfterTheRollbackOfAnotherCommitsSynchronously() throws Exception {
		TransactionTemplate nested = new TransactionTemplate(this.database.transactionManager());
		nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
		assertThat(modes(true, () -> {
			nested.executeWithoutResult((status) -> {
				appendHere();
				status.setRollbackOnly();
			});
			appendHere();
			recordModeBeforeCommit();
		})).containsExactly("on");
	}

	@Test
	void anAppendBeforeTheCommitIsDetected() throws Exception {
		assertThat(modes(true, () -> recordAfter(this::appendHere))).containsExactly("on");
	}

	@Test
	void anAppendInAnotherTransactionIsSynchronousWithoutAnEffectOnTheBatch() throws Exception {
		TransactionTemplate other = new TransactionTemplate(this.database.transactionManager());
		other.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		assertThat(modes(true, () -> {
			other.executeWithoutResult((status) -> {
				appendHere();
				recordMode();
			});
			recordModeBeforeCommit();
		})).containsExactly("on", "off");
	}

	/**
	 * The server writes the log at once if another session commits, so a loss is not
	 * certain: repeats until there was one.
	 */
	@Test
	void aBatchThatACrashOfTheServerHasLostIsHandledAgain(@TempDir Path directory) throws Exception {
		try (OwnServer server = OwnServer.start(directory); StoreDatabase there = slowToWrite(server)) {
			JdbcEventStore events = there.store();
			Inserting inserting = new Inserting(there.jdbc(), (event) -> {
			});
			Projections node = start(there, true, inserting);
			int round = 0;
			do {
				round++;
				String text = "event" + round;
				ConsistencyToken token = token(append(events, "s", text));
				node.await("inserting", token, Nodes.LONG);
				assertThat(rows(there)).as("committed and visible").contains(text);
				server.stopAtOnce();
				server.start();
				ConsistencyToken next = awaitAppend(events, "after" + round);
				node.await("inserting", token, Nodes.LONG);
				node.await("inserting", next, Nodes.LONG);
				assertThat(rows(there)).isEqualTo(texts(events));
			}
			while (round < 20 && !inserting.handled.containsValue(2));
			assertThat(inserting.handled).as("handled again after a loss").containsValue(2);
			node.stop();
		}
	}

	@Test
	void aBatchThatHasAppendedIsNotLost(@TempDir Path directory) throws Exception {
		try (OwnServer server = OwnServer.start(directory); StoreDatabase there = slowToWrite(server)) {
			JdbcEventStore events = there.store();
			Inserting inserting = new Inserting(there.jdbc(),
					(event) -> events.append(new StreamId("thing", event.text()), ExpectedVersion.noStream(),
							List.of(NewEvent.of(new Ignored("caused")))));
			Projections node = start(there, true, inserting);
			for (int round = 0; round < 2; round++) {
				node.await("inserting", token(append(events, "s", "event" + round)), Nodes.LONG);
				server.stopAtOnce();
				server.start();
				node.await("inserting", awaitAppend(events, "after" + round), Nodes.LONG);
			}
			assertThat(inserting.handled).containsOnlyKeys("event0", "after0", "event1", "after1");
			assertThat(inserting.handled.values()).containsOnly(1);
			node.stop();
		}
	}

	// the writer of the log would write asynchronous commits after 0.2 s
	private static StoreDatabase slowToWrite(OwnServer server) {
		server.configure("wal_writer_delay", "10s");
		server.stopAtOnce();
		server.start();
		return server.pool();
	}

	private static ConsistencyToken awaitAppend(EventStore events, String text) {
		return Awaitility.await()
			.atMost(Nodes.LONG)
			.ignoreExceptions()
			.until(() -> token(append(events, "s", text)), (token) -> true);
	}

	private static List<String> rows(StoreDatabase database) {
		return database.jdbc().queryForList("select note from business order by id", String.class);
	}

	private static List<String> texts(EventStore events) {
		return events.readAll(EventQuery.all()).map((event) -> ((Happened) event.payload()).text()).toList();
	}

	@Projection("acting")
	record Acting(Runnable action) {

		@EventHandler
		void on(Happened event) {
			this.action.run();
		}

	}

	@Projection("inserting")
	static class Inserting {

		private final Map<String, Integer> handled = new ConcurrentHashMap<>();

		private final JdbcTemplate jdbc;

		private final Consumer<Happened> more;

		Inserting(JdbcTemplate jdbc, Consumer<Happened> more) {
			this.jdbc = jdbc;
			this.more = more;
		}

		@EventHandler
		void on(Happened event, RecordedEvent<?> recorded) {
			this.jdbc.update("insert into business (note) values (?)", event.text());
			this.more.accept(event);
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
				@Override
				public void afterCommit() {
					Inserting.this.handled.merge(event.text(), 1, Integer::sum);
				}
			});
		}

	}

}
