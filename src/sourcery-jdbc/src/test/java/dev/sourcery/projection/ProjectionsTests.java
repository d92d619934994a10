package dev.sourcery.projection;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.memory.InMemoryCheckpoints;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StoreContentionException;
import dev.sourcery.store.StoreFullException;
import dev.sourcery.store.StoreOperation;
import dev.sourcery.store.StoreTimeoutException;
import dev.sourcery.store.StoreUnavailableException;
import dev.sourcery.store.UnknownTokenException;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.store.jdbc.StoreDatabase.Ignored;
import dev.sourcery.subscription.Advance;
import dev.sourcery.subscription.Checkpoints;
import dev.sourcery.subscription.Fence;
import dev.sourcery.subscription.InvalidSubscriptionException;
import dev.sourcery.subscription.LaneKey;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.SubscriptionSettings;
import dev.sourcery.subscription.SubscriptionState;
import dev.sourcery.subscription.SubscriptionUnavailableException;
import dev.sourcery.tail.ServerIncarnation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ProjectionsTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final SubscriptionSettings SETTINGS = new SubscriptionSettings(100, Duration.ofMillis(50), 2,
			Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofSeconds(10));

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcEventStore store = this.database.store();

	private final List<Projections> started = new ArrayList<>();

	@AfterEach
	void stop() {
		this.started.forEach(Projections::stop);
		this.database.close();
	}

	private Projections start(Object... projections) {
		return start(this.store, SETTINGS, projections);
	}

	private Projections start(JdbcEventStore from, SubscriptionSettings settings, Object... projections) {
		List<ProjectionDefinition> definitions = new ArrayList<>();
		for (Object projection : projections) {
			definitions.add(ProjectionDefinition.of(projection, from.types()));
		}
		Projections running = new Projections(definitions, from, this.database.checkpoints(), settings);
		this.started.add(running);
		running.start();
		return running;
	}

	private static ConsistencyToken token(Commit commit) {
		return commit.token().orElseThrow();
	}

	private List<String> rows() {
		return this.database.jdbc().queryForList("select note from business order by id", String.class);
	}

	@Test
	void historyAndLiveEventsComeOnceAndInOrder() throws Exception {
		append(this.store, "s", "1", "2");
		append(this.store, "t", "3");
		Notes notes = new Notes(this.database.jdbc());
		Projections projections = start(notes);
		for (int i = 4; i <= 50; i++) {
			append(this.store, "s", Integer.toString(i));
		}
		projections.await("notes", token(append(this.store, "s", "51")), LONG);

		assertThat(rows()).containsExactlyElementsOf(IntStream.rangeClosed(1, 51).mapToObj(Integer::toString).toList());
	}

	@Test
	void afterARestartItGoesOnFromTheCheckpoint() throws Exception {
		Projections first = start(new Notes(this.database.jdbc()));
		first.await("notes", token(append(this.store, "s", "1")), LONG);
		first.stop();
		append(this.store, "s", "2");
		assertThat(rows()).containsExactly("1");

		start(new Notes(this.database.jdbc())).await("notes", token(append(this.store, "s", "3")), LONG);
		assertThat(rows()).containsExactly("1", "2", "3");
	}

	@Test
	void aProjectionCanBeStoppedAndStartedAgain() throws Exception {
		Projections projections = start(new Notes(this.database.jdbc()));
		projections.await("notes", token(append(this.store, "s", "1")), LONG);
		projections.stop();
		assertThat(projections.status("notes").state()).isEqualTo(SubscriptionState.STOPPED);
		Commit missed = append(this.store, "s", "2");
		assertThatExceptionOfType(SubscriptionUnavailableException.class)
			.isThrownBy(() -> projections.await("notes", token(missed), LONG))
			.satisfies((ex) -> assertThat(ex.state()).isEqualTo(SubscriptionState.STOPPED));
		projections.start();
		projections.await("notes", token(missed), LONG);
		assertThat(rows()).containsExactly("1", "2");
	}

	@Test
	void twoNodesApplyEachEventOnceAndInOrder() throws Exception {
		JdbcEventStore otherNode = this.database.store();
		Projections one = start(new Notes(this.database.jdbc()));
		Projections other = start(otherNode, SETTINGS, new Notes(this.database.jdbc()));
		ExecutorService writers = Executors.newFixedThreadPool(4);
		List<Future<?>> writing = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			JdbcEventStore node = (i % 2 == 0) ? this.store : otherNode;
			String stream = "s" + i;
			writing.add(writers
				.submit(() -> IntStream.rangeClosed(1, 100).forEach((n) -> append(node, stream, stream + " " + n))));
		}
		for (Future<?> each : writing) {
			each.get();
		}
		writers.shutdown();
		Commit last = append(this.store, "last", "last");
		one.await("notes", token(last), LONG);
		other.await("notes", token(last), LONG);

		assertThat(rows()).hasSize(401).doesNotHaveDuplicates();
		assertThat(rows().stream().filter((row) -> row.startsWith("s1 ")))
			.containsExactlyElementsOf(IntStream.rangeClosed(1, 100).mapToObj((n) -> "s1 " + n).toList());
	}

	@Test
	void aFailingHandlerIsRolledBackRetriedAndThenBlocks() throws Exception {
		append(this.store, "s", "1", "2", "poison", "4");
		AtomicInteger attempts = new AtomicInteger();
		Notes notes = new Notes(this.database.jdbc(), (text) -> {
			if (text.equals("poison") && attempts.incrementAndGet() < 1000) {
				throw new IllegalStateException("poisoned");
			}
		});
		Projections projections = start(notes);
		Awaitility.await().until(() -> projections.status("notes").state() == SubscriptionState.BLOCKED);

		assertThat(rows()).as("what came before is applied, nothing of the poison is").containsExactly("1", "2");
		assertThat(projections.status("notes").failure()).hasMessage("poisoned");
		assertThat(attempts).as("in the batch, alone, and two retries").hasValue(4);
		Commit later = append(this.store, "s", "5");
		assertThatExceptionOfType(SubscriptionUnavailableException.class)
			.isThrownBy(() -> projections.await("notes", token(later), LONG))
			.satisfies((ex) -> assertThat(ex.state()).isEqualTo(SubscriptionState.BLOCKED))
			.havingRootCause()
			.withMessage("poisoned");

		attempts.set(1000);
		projections.resume("notes");
		projections.await("notes", token(later), LONG);
		assertThat(rows()).containsExactly("1", "2", "poison", "4", "5");
	}

	@Test
	void aFailureThatPassesIsRetriedUntilItHasPassed() throws Exception {
		AtomicInteger attempts = new AtomicInteger();
		Notes notes = new Notes(this.database.jdbc(), (text) -> {
			if (attempts.incrementAndGet() <= 10) {
				throw new IllegalStateException(new SQLTransientConnectionException("no connection"));
			}
		});
		start(notes).await("notes", token(append(this.store, "s", "1")), LONG);
		assertThat(rows()).containsExactly("1");
	}

	@Test
	void whatTheStoreSaysWillPassIsTriedAgainForAsLongAsItLasts() throws Exception {
		IllegalStateException cause = new IllegalStateException("not a failure of SQL");
		List<RuntimeException> failures = List.of(new StoreUnavailableException(null, cause),
				new StoreTimeoutException(StoreOperation.APPEND, "25P04", cause),
				new StoreContentionException(StoreOperation.READ, null, cause),
				new StoreFullException(StoreOperation.APPEND, null, cause));
		AtomicInteger attempts = new AtomicInteger();
		Notes notes = new Notes(this.database.jdbc(), (text) -> {
			int attempt = attempts.getAndIncrement();
			if (attempt < 12) {
				throw failures.get(attempt % failures.size());
			}
		});
		start(notes).await("notes", token(append(this.store, "s", "1")), LONG);
		assertThat(rows()).containsExactly("1");
	}

	@Test
	void onesFailureDoesNotStopTheOther() throws Exception {
		Projections projections = start(new Broken(), new Notes(this.database.jdbc()));
		projections.await("notes", token(append(this.store, "s", "1")), LONG);
		Awaitility.await().until(() -> projections.status("broken").state() == SubscriptionState.BLOCKED);
		projections.await("notes", token(append(this.store, "s", "2")), LONG);
	}

	@Test
	void anEventThatCannotBeReadBlocksAndIsNamed() {
		append(this.store, "s", "1");
		this.database.jdbc().update("""
				insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
				                             metadata, payload)
				values ('thing', 's', 2, gen_random_uuid(), 'thing.happened', 1, '{}', '{"text":{}}')
				""");
		append(this.store, "s", "3");
		Projections projections = start(new Notes(this.database.jdbc()));
		Awaitility.await().until(() -> projections.status("notes").state() == SubscriptionState.BLOCKED);
		assertThat(rows()).containsExactly("1");
		assertThat(projections.status("notes").failure()).isInstanceOf(EventDecodingException.class)
			.hasMessageContaining("thing/s, version 2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{a,null}", "{\" \"}", "{{a},{b}}", "{\"a\\nb\"}" })
	void anEventWithATagThatIsNoneBlocksAndIsNamed(String tags) {
		append(this.store, "s", "1");
		this.database.jdbc().update("""
				insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
				                             metadata, payload, tags)
				values ('thing', 's', 2, gen_random_uuid(), 'thing.happened', 1, '{}', '{"text":"2"}', ?::text[])
				""", tags.replace("\\n", "\n"));
		append(this.store, "s", "3");
		Projections projections = start(new Notes(this.database.jdbc()));
		Awaitility.await().until(() -> projections.status("notes").state() == SubscriptionState.BLOCKED);
		assertThat(rows()).containsExactly("1");
		assertThat(projections.status("notes").failure()).isInstanceOf(EventDecodingException.class)
			.hasMessageContaining("thing/s, version 2");
	}

	@Test
	void waitingForAWriteThatIsIgnoredEnds() throws Exception {
		Notes notes = new Notes(this.database.jdbc());
		Projections projections = start(notes);
		Commit ignored = this.store.append(new StreamId("thing", "s"), ExpectedVersion.any(),
				List.of(NewEvent.of(new Ignored("x"))));
		projections.await("notes", token(ignored), LONG);
		assertThat(rows()).isEmpty();
		projections.stop();
		assertThat(this.database.checkpoints().loadOrCreate(new SubscriptionKey("notes", 1).lane(0)))
			.as("progress over ignored events is stored when it stops")
			.isEqualTo(ignored.position().orElseThrow());
	}

	@Test
	void waitingIsBounded() {
		CountDownLatch goOn = new CountDownLatch(1);
		Projections projections = start(new Notes(this.database.jdbc(), (text) -> awaitLatch(goOn)));
		ConsistencyToken token = token(append(this.store, "s", "1"));
		assertThatExceptionOfType(SubscriptionUnavailableException.class)
			.isThrownBy(() -> projections.await("notes", token, Duration.ofMillis(20)))
			.satisfies((ex) -> assertThat(ex.state()).isEqualTo(SubscriptionState.RUNNING));
		goOn.countDown();
		assertThatIllegalArgumentException().isThrownBy(() -> projections.await("unknown", token, LONG));
	}

	@Test
	void aTokenThatIsNotOfTheStoreIsRefusedAtOnce() {
		Projections projections = start(new Notes(this.database.jdbc()));
		append(this.store, "s", "1");
		ConsistencyToken foreign = token(append(new InMemoryEventStore(serializer()), "s", "1"));
		for (ConsistencyToken token : List.of(foreign, new ConsistencyToken(new Position(1_000_000)))) {
			assertThatExceptionOfType(UnknownTokenException.class)
				.isThrownBy(() -> projections.await("notes", token, Duration.ofDays(1)))
				.satisfies((ex) -> assertThat(ex.token()).isEqualTo(token));
		}
	}

	private JsonEventSerializer serializer() {
		return new JsonEventSerializer(this.store.types());
	}

	@Test
	void killedConnectionsAreSurvived() throws Exception {
		Projections projections = start(new Notes(this.database.jdbc()));
		projections.await("notes", token(append(this.store, "s", "1")), LONG);
		for (int i = 2; i <= 5; i++) {
			try (var connection = this.database.database().dataSource().getConnection();
					var statement = connection.createStatement()) {
				statement.execute("""
						select pg_terminate_backend(pid)
						from pg_stat_activity
						where datname = current_database() and pid <> pg_backend_pid()
						""");
			}
			String text = Integer.toString(i);
			Commit commit = Awaitility.await()
				.ignoreExceptions()
				.until(() -> append(this.store, "s", text), (c) -> true);
			projections.await("notes", token(commit), LONG);
		}
		assertThat(rows()).containsExactly("1", "2", "3", "4", "5");
	}

	@Test
	void eventsOfAnotherNodeAreFoundByPolling() throws Exception {
		Projections projections = start(new Notes(this.database.jdbc()));
		projections.await("notes", token(append(this.database.store(), "s", "1")), LONG);
		assertThat(rows()).containsExactly("1");
	}

	@Test
	void aBatchHandlerTakesWhatFollowsEachOther() throws Exception {
		append(this.store, "s", "1", "2", "3");
		Batches batches = new Batches();
		start(batches).await("batches", token(append(this.store, "s", "4")), LONG);
		assertThat(batches.sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(4);
		assertThat(batches.sizes.get(0)).isGreaterThanOrEqualTo(3);
	}

	@Test
	void aHandlerSeesEventMetadataAndRecord() throws Exception {
		Details details = new Details();
		Projections projections = start(details);
		NewEvent event = NewEvent.of(new Happened("x"), Metadata.empty().withActor("ada"));
		Commit commit = this.store.append(new StreamId("thing", "s"), ExpectedVersion.any(), List.of(event));
		projections.await("details", token(commit), LONG);
		assertThat(details.seen).containsExactly("x by ada in thing/s");
		assertThat(details.all).hasSize(1);
	}

	@Test
	void aRebuildStartsOverWithAnEmptyReadModel() throws Exception {
		Projections projections = start(new Notes(this.database.jdbc()));
		projections.await("notes", token(append(this.store, "s", "1", "2")), LONG);
		this.database.jdbc().update("insert into business (note) values ('rubbish')");
		projections.rebuild("notes");
		Awaitility.await().untilAsserted(() -> assertThat(rows()).containsExactly("1", "2"));
		projections.await("notes", token(append(this.store, "s", "3")), LONG);
		assertThat(rows()).containsExactly("1", "2", "3");
	}

	@Test
	void aRebuildNeedsAResetHandler() {
		Projections projections = start(new Details());
		assertThatIllegalStateException().isThrownBy(() -> projections.rebuild("details"))
			.withMessageContaining("@ResetHandler");
	}

	@Test
	void stoppingFinishesTheBatchThatIsUnderWay() throws Exception {
		CountDownLatch inHandler = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		Notes notes = new Notes(this.database.jdbc(), (text) -> {
			inHandler.countDown();
			awaitLatch(goOn);
		});
		Projections projections = start(notes);
		append(this.store, "s", "1");
		inHandler.await();
		Thread stopping = new Thread(projections::stop);
		stopping.start();
		goOn.countDown();
		stopping.join();
		assertThat(rows()).containsExactly("1");
		assertThat(this.database.checkpoints().loadOrCreate(new SubscriptionKey("notes", 1).lane(0)))
			.isNotEqualTo(Position.START);
	}

	@Test
	void aProjectionWhoseHandlerDoesNotReturnCannotBeStartedAgain() {
		Semaphore passes = new Semaphore(0);
		Projections projections = start(this.store,
				new SubscriptionSettings(100, Duration.ofMillis(50), 2, Duration.ZERO, Duration.ZERO,
						Duration.ofMillis(1)),
				new Notes(this.database.jdbc(), (text) -> passes.acquireUninterruptibly()));
		append(this.store, "s", "1");
		Awaitility.await().until(passes::hasQueuedThreads);
		projections.stop();
		assertThatIllegalStateException().isThrownBy(projections::start).withMessageContaining("notes");
		passes.release();
		Awaitility.await().until(() -> projections.status("notes").state() == SubscriptionState.STOPPED);
		projections.start();
	}

	private static void awaitLatch(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void aStaleNodeMovesNothing() {
		Checkpoints checkpoints = this.database.checkpoints();
		append(this.store, "s", "1", "2", "3");
		ServerIncarnation incarnation = this.store.settledPosition().incarnation();
		LaneKey key = new SubscriptionKey("p", 1).lane(0);
		checkpoints.loadOrCreate(key);
		assertThat(checkpoints.advance(new Fence(key, 0), Position.START, new Position(2), incarnation, () -> {
		})).isEqualTo(new Advance.Advanced());
		AtomicInteger runs = new AtomicInteger();
		assertThat(checkpoints.advance(new Fence(key, 0), Position.START, new Position(1), incarnation,
				runs::incrementAndGet))
			.isEqualTo(new Advance.Behind(new Position(2)));
		assertThat(runs).hasValue(0);
		assertThat(checkpoints.loadOrCreate(key)).isEqualTo(new Position(2));
	}

	@Test
	void aCheckpointNeverMovesBeyondWhatTheSequenceHasDrawn() {
		Checkpoints checkpoints = this.database.checkpoints();
		append(this.store, "s", "1");
		ServerIncarnation incarnation = this.store.settledPosition().incarnation();
		LaneKey key = new SubscriptionKey("p", 1).lane(0);
		checkpoints.loadOrCreate(key);
		assertThat(checkpoints.advance(new Fence(key, 0), Position.START, new Position(100), incarnation, () -> {
		})).as("as after a crash that has taken positions back").isEqualTo(new Advance.Lost());
	}

	@Test
	void aProjectionInTheAppendsTransactionIsNeverBehind() {
		start(new Immediate(this.database.jdbc()));
		append(this.store, "s", "1");
		assertThat(rows()).containsExactly("1");
		assertThatIllegalStateException().isThrownBy(() -> append(this.store, "s", "poison"));
		assertThat(rows()).containsExactly("1");
		assertThat(this.store.version(new StreamId("thing", "s"))).isEqualTo(1);
	}

	@Test
	void aHandlerThatNeverMeetsTheExpectedVersionBlocks() {
		Notes notes = new Notes(this.database.jdbc(), (text) -> this.store.append(new StreamId("thing", "s"),
				ExpectedVersion.noStream(), List.of(NewEvent.of(new Happened("again")))));
		append(this.store, "s", "1");
		Projections projections = start(notes);
		Awaitility.await().until(() -> projections.status("notes").state() == SubscriptionState.BLOCKED);
		assertThat(projections.status("notes").failure()).isInstanceOf(VersionConflictException.class);
	}

	@Test
	void aFailureOfTheDatabaseIsOverWhenItIsOver() throws Exception {
		try (StoreDatabase small = new StoreDatabase((pool) -> {
			pool.setMaximumPoolSize(1);
			pool.setConnectionTimeout(250);
		})) {
			Projections projections = new Projections(
					List.of(ProjectionDefinition.of(new Notes(small.jdbc()), small.store().types())), small.store(),
					small.checkpoints(), SETTINGS);
			this.started.add(projections);
			projections.start();
			JdbcEventStore events = small.store();
			Commit commit = Awaitility.await().ignoreExceptions().until(() -> append(events, "s", "1"), (c) -> true);
			projections.await("notes", token(commit), LONG);
			try (Connection held = Awaitility.await()
				.ignoreExceptions()
				.until(() -> small.dataSource().getConnection(), (c) -> true)) {
				assertThat(held.isValid(1)).isTrue();
				Awaitility.await().until(() -> projections.status("notes").state() == SubscriptionState.RETRYING);
			}
			Awaitility.await().until(() -> projections.status("notes").state() == SubscriptionState.RUNNING);
			assertThat(projections.status("notes").failure()).isNull();
			projections.stop();
		}
	}

	@Test
	void whoWaitsDuringARebuildWaitsForTheNewReadModel() throws Exception {
		Semaphore passes = new Semaphore(1);
		Notes notes = new Notes(this.database.jdbc(), (text) -> passes.acquireUninterruptibly());
		Projections projections = start(notes);
		ConsistencyToken token = token(append(this.store, "s", "1"));
		projections.await("notes", token, LONG);
		projections.rebuild("notes");
		assertNotReached(projections, token);
		passes.release();
		projections.await("notes", token, LONG);

		projections.stop();
		projections.rebuild("notes");
		projections.start();
		assertNotReached(projections, token);
		passes.release();
		projections.await("notes", token, LONG);
		assertThat(rows()).containsExactly("1");
	}

	private static void assertNotReached(Projections projections, ConsistencyToken token) {
		assertThatExceptionOfType(SubscriptionUnavailableException.class)
			.isThrownBy(() -> projections.await("notes", token, Duration.ofMillis(20)));
	}

	@Test
	void aNodeThatIsBlockedGoesOnWhenAnotherHasGotPast() throws Exception {
		Consumer<String> poisoned = (text) -> {
			throw new IllegalStateException("poisoned");
		};
		Projections blocked = start(new Notes(this.database.jdbc(), poisoned));
		ConsistencyToken token = token(append(this.store, "s", "1"));
		Awaitility.await().until(() -> blocked.status("notes").state() == SubscriptionState.BLOCKED);

		start(this.database.store(), SETTINGS, new Notes(this.database.jdbc())).await("notes", token, LONG);
		Awaitility.await().until(() -> blocked.status("notes").state() == SubscriptionState.RUNNING);
		blocked.await("notes", token, LONG);
		assertThat(rows()).containsExactly("1");
	}

	@Test
	void aHandlerThatLeavesItsThreadInterruptedDoesNotEndTheProjection() throws Exception {
		Projections projections = start(new Notes(this.database.jdbc(), (text) -> Thread.currentThread().interrupt()));
		append(this.store, "s", "1");
		projections.await("notes", token(append(this.store, "s", "2")), LONG);
		projections.await("notes", token(append(this.store, "s", "3")), LONG);
		assertThat(rows()).containsExactly("1", "2", "3");
	}

	@Test
	void aCheckedExceptionBlocksAsAnyOther() {
		for (Checkpoints checkpoints : List.of(this.database.checkpoints(), new InMemoryCheckpoints())) {
			Projections projections = new Projections(
					List.of(ProjectionDefinition.of(new Checked(), this.store.types())), this.store, checkpoints,
					SETTINGS);
			this.started.add(projections);
			projections.start();
			append(this.store, "s", "1");
			Awaitility.await().until(() -> projections.status("checked").state() == SubscriptionState.BLOCKED);
			assertThat(projections.status("checked").failure()).isInstanceOf(IOException.class);
		}
	}

	@Test
	void aBatchThatIsTooMuchForTheDatabaseIsTakenInPieces() throws Exception {
		append(this.store, "s", "1", "2", "3");
		Greedy greedy = new Greedy();
		start(greedy).await("greedy", token(append(this.store, "s", "4")), LONG);
		assertThat(greedy.taken).containsExactly("1", "2", "3", "4");
	}

	@Test
	void aRollbackThatAHandlerHidesIsNoticed() throws Exception {
		AtomicInteger attempts = new AtomicInteger();
		TransactionTemplate joining = new TransactionTemplate(this.database.transactionManager());
		Notes notes = new Notes(this.database.jdbc(), (text) -> {
			if (attempts.incrementAndGet() == 1) {
				joining.executeWithoutResult(TransactionExecution::setRollbackOnly);
			}
			else if (attempts.get() == 2) {
				try {
					this.database.jdbc().execute("select 1 / 0");
				}
				catch (DataAccessException ex) {
					// the transaction is aborted now
				}
			}
		});
		start(notes).await("notes", token(append(this.store, "s", "1")), LONG);
		assertThat(attempts).hasValue(3);
		assertThat(rows()).containsExactly("1");
	}

	@Test
	void twoHandlersForOneEventAreRefused() {
		assertThatExceptionOfType(InvalidSubscriptionException.class)
			.isThrownBy(() -> ProjectionDefinition.of(new Ambiguous(), this.store.types()))
			.withMessageContaining("both take");
	}

	@Projection("notes")
	static class Notes {

		private final JdbcTemplate jdbc;

		private final Consumer<String> check;

		Notes(JdbcTemplate jdbc) {
			this(jdbc, (text) -> {
			});
		}

		Notes(JdbcTemplate jdbc, Consumer<String> check) {
			this.jdbc = jdbc;
			this.check = check;
		}

		@EventHandler
		void on(Happened event) {
			this.jdbc.update("insert into business (note) values (?)", event.text());
			this.check.accept(event.text());
		}

		@ResetHandler
		void reset() {
			this.jdbc.update("delete from business");
		}

	}

	@Projection("broken")
	static class Broken {

		@EventHandler
		void on(Happened event) {
			throw new IllegalStateException("broken");
		}

	}

	@Projection("checked")
	static class Checked {

		@EventHandler
		void on(Happened event) throws IOException {
			throw new IOException("disk");
		}

	}

	@Projection("greedy")
	static class Greedy {

		private final List<String> taken = new CopyOnWriteArrayList<>();

		@EventHandler
		void on(List<Happened> events) throws SQLException {
			if (events.size() > 1) {
				throw new SQLTimeoutException("statement timeout", "57014");
			}
			this.taken.add(events.get(0).text());
		}

	}

	@Projection("batches")
	static class Batches {

		private final List<Integer> sizes = new CopyOnWriteArrayList<>();

		@EventHandler
		void on(List<Happened> events) {
			this.sizes.add(events.size());
		}

	}

	@Projection("details")
	static class Details {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		private final List<RecordedEvent<?>> all = new CopyOnWriteArrayList<>();

		@EventHandler
		void on(Happened event, Metadata metadata, RecordedEvent<Happened> recorded) {
			this.seen.add(event.text() + " by " + metadata.actor() + " in " + recorded.stream());
			this.all.add(recorded);
		}

	}

	@Projection(value = "immediate", mode = ProjectionMode.IN_TRANSACTION)
	static class Immediate {

		private final JdbcTemplate jdbc;

		Immediate(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@EventHandler
		void on(Happened event) {
			this.jdbc.update("insert into business (note) values (?)", event.text());
			if (event.text().equals("poison")) {
				throw new IllegalStateException("poisoned");
			}
		}

	}

	@Projection("ambiguous")
	static class Ambiguous {

		@EventHandler
		void on(Happened event) {
		}

		@EventHandler
		void again(RecordedEvent<Happened> event) {
		}

	}

}
