package dev.sourcery.subscription;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.memory.InMemoryCheckpoints;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.projection.ResetHandler;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.store.jdbc.StoreDatabase.Ignored;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The state of projections on all nodes, its verification, and the removal of projections
 * that no longer exist.
 */
class SubscriptionDetailsTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcTemplate jdbc = this.database.jdbc();

	private final JdbcEventStore store = this.database.store();

	private final Nodes nodes = new Nodes(this.database);

	// texts whose handlers fail; on all nodes
	private final Set<String> failing = ConcurrentHashMap.newKeySet();

	@BeforeEach
	void createTable() {
		this.jdbc.execute("create table journal (id bigint generated always as identity, projection text, text text)");
	}

	@AfterEach
	void close() {
		this.nodes.close();
		this.database.close();
	}

	private ConsistencyToken write(String stream, String... texts) {
		return append(this.store, stream, texts).token().orElseThrow();
	}

	private List<String> operations() {
		return this.jdbc.queryForList("""
				select actor || ': ' || operation || ' ' || name || ' ' || outcome
				from sourcery.subscription_operations
				order by id
				""", String.class);
	}

	@Test
	void theDetailsShowTheLanesOfAllNodes() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		Projections two = this.nodes.start(new Journal(this));
		Awaitility.await()
			.until(() -> one.details("journal").lanes().stream().map(StoredLane::owner).distinct().count() == 2);
		two.await("journal", write("a", "1", "2", "3"), Nodes.LONG);
		SubscriptionDetails details = two.details("journal");
		assertThat(details.key()).isEqualTo(new SubscriptionKey("journal", 1));
		assertThat(details.stored().nodes()).hasSize(2);
		assertThat(details.lanes()).hasSize(2).allSatisfy((lane) -> {
			assertThat(details.stored().nodes()).contains(lane.owner());
			assertThat(lane.lease()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(10));
			assertThat(lane.failing()).isNull();
			assertThat(lane.paused()).isFalse();
			assertThat(lane.stopAt()).isNull();
		});
		assertThat(details.lanes()).extracting(StoredLane::position).contains(new Position(3));
		assertThat(details.isPaused()).isFalse();
		assertThat(details.isUnused()).isFalse();
		assertThat(details.local()).isNotNull()
			.extracting(SubscriptionStatus::state)
			.isEqualTo(SubscriptionState.RUNNING);
		assertThat(details.lastError()).isNull();
		assertThat(details.rebuildProgress()).isNull();
		assertThat(one.details("journal").eventsPerSecond() + two.details("journal").eventsPerSecond()).isPositive();
		Awaitility.await()
			.untilAsserted(() -> assertThat(one.details("journal").lag()).isEqualTo(new Lag(0, true, Duration.ZERO)));
		assertThat(one.all()).extracting(SubscriptionDetails::key).containsExactly(details.key());
	}

	@Test
	void aNodeThatRunsNothingSeesTheSame() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		one.await("journal", write("a", "1"), Nodes.LONG);
		Projections reader = this.nodes.create(Nodes.SETTINGS, new Journal(this), new Single(this));
		SubscriptionDetails details = reader.details("journal");
		assertThat(details.stored().nodes()).hasSize(1);
		assertThat(details.eventsPerSecond()).isNull();
		assertThat(details.isUnused()).isFalse();
		SubscriptionDetails never = reader.details("single");
		assertThat(never.lanes()).isEmpty();
		assertThat(never.lag().events()).isEqualTo(1);
		assertThat(never.position()).isEqualTo(Position.START);
	}

	@Test
	void theLagGrowsWhileAProjectionIsPausedAndEventsWithoutAHandlerCount() throws Exception {
		Projections one = this.nodes.start(new Single(this));
		one.await("single", write("a", "1"), Nodes.LONG);
		one.pause("single");
		write("a", "2");
		this.store.append(new StreamId("thing", "b"), ExpectedVersion.any(), List.of(NewEvent.of(new Ignored("x"))));
		SubscriptionDetails details = one.details("single");
		assertThat(details.isPaused()).isTrue();
		assertThat(details.lag().events()).isEqualTo(2);
		assertThat(details.lag().exact()).isTrue();
		assertThat(details.lag().age()).isPositive();
		assertThat(details.lanes().get(0).owner()).isNull();
		assertThat(details.lanes().get(0).lease()).isNull();
	}

	@Test
	void eventsWithoutAHandlerThatThisNodeHasPassedAreNoLag() throws Exception {
		Projections one = this.nodes.start(new Single(this));
		one.await("single", write("a", "1"), Nodes.LONG);
		ConsistencyToken ignored = this.store
			.append(new StreamId("thing", "b"), ExpectedVersion.any(), List.of(NewEvent.of(new Ignored("x"))))
			.token()
			.orElseThrow();
		one.await("single", ignored, Nodes.LONG);
		assertThat(one.details("single").lag().events()).isZero();
	}

	@Test
	void aLagOfManyEventsIsNotCounted() {
		this.jdbc.execute("""
				insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
				                             metadata, payload)
				select 'thing', 'many', version, gen_random_uuid(), 'thing.happened', 1, '{}', '{"text":"x"}'
				from generate_series(1, 10001) as version
				""");
		Projections reader = this.nodes.create(Nodes.SETTINGS, new Single(this));
		assertThat(reader.details("single").lag().events()).isEqualTo(10001);
		assertThat(reader.details("single").lag().exact()).isFalse();
	}

	@Test
	void aFailingEventIsShownOnAllNodes() {
		this.failing.add("poison");
		Projections one = this.nodes.start(new Single(this));
		Projections reader = this.nodes.create(Nodes.SETTINGS, new Single(this));
		write("a", "1", "poison");
		Awaitility.await().until(() -> one.status("single").state() == SubscriptionState.BLOCKED);
		SubscriptionDetails details = reader.details("single");
		StoredLane.FailingEvent failing = details.lanes().get(0).failing();
		assertThat(failing).isNotNull();
		assertThat(failing.position()).isEqualTo(new Position(2));
		assertThat(failing.attempts()).isPositive();
		assertThat(failing.since()).isBeforeOrEqualTo(details.lanes().get(0).movedAt().plusSeconds(60));
		assertThat(details.lastError()).contains("IllegalStateException: cannot apply");
		one.skipEvent("single", failing.position());
		assertThat(reader.details("single").lanes().get(0).failing()).isNull();
		assertThat(reader.details("single").skippedEvents()).isEqualTo(1);
		assertThat(reader.details("single").lastError()).isNull();
	}

	@Test
	void aRebuildShowsItsProgress() throws Exception {
		Projections one = this.nodes.start(new Single(this));
		ConsistencyToken token = write("a", "1", "2", "3", "4");
		one.await("single", token, Nodes.LONG);
		this.failing.add("3");
		one.rebuild("single");
		Awaitility.await().until(() -> one.status("single").state() == SubscriptionState.BLOCKED);
		assertThat(one.details("single").rebuildProgress()).isEqualTo(0.5);
		this.failing.clear();
		one.resume("single");
		one.await("single", token, Nodes.LONG);
		assertThat(one.details("single").rebuildProgress()).isNull();
	}

	@Test
	void aProjectionThatNoLongerExistsIsListedAndRemoved() throws Exception {
		Projections before = this.nodes.start(new Single(this), new Journal(this));
		before.await("single", write("a", "1"), Nodes.LONG);
		Projections after = this.nodes.create(Nodes.SETTINGS, new Journal(this));
		assertThat(after.all()).extracting((details) -> details.key().name()).containsExactly("journal", "single");
		assertThat(after.all()).noneMatch(SubscriptionDetails::isUnused);
		assertThatExceptionOfType(OperationRefusedException.class)
			.isThrownBy(() -> after.operatedBy("ada").remove("single", 1))
			.withMessageContaining("single (version 1) is run by [");
		before.stop();
		assertThat(after.all()).filteredOn(SubscriptionDetails::isUnused)
			.extracting(SubscriptionDetails::key)
			.containsExactly(new SubscriptionKey("single", 1));
		assertThatExceptionOfType(OperationRefusedException.class)
			.isThrownBy(() -> after.operatedBy("ada").remove("journal", 1))
			.withMessageContaining("is in the code of this node");
		assertThatExceptionOfType(OperationRefusedException.class)
			.isThrownBy(() -> after.operatedBy("ada").remove("single", 2))
			.withMessageContaining("has no checkpoint");
		this.jdbc.update("""
				insert into sourcery.projection_owners (name, projection_version, owner, projection_class)
				values ('single', 1, 'bank', 'Single')
				""");
		after.operatedBy("ada").remove("single", 1);
		assertThat(after.all()).extracting((details) -> details.key().name()).containsExactly("journal");
		assertThat(this.jdbc.queryForObject("select count(*) from sourcery.projection_owners", Long.class)).isZero();
		assertThat(operations()).hasSize(4).last().asString().startsWith("ada: remove single done");
	}

	@Test
	void aProjectionThatNoNodeRunsIsReportedOnce() {
		JdbcCheckpoints checkpoints = new JdbcCheckpoints(this.database.dataSource(),
				this.database.transactionManager(), StoreDatabase.SCHEMA, Duration.ofMillis(200));
		checkpoints.lanes().register(new SubscriptionKey("former", 3), 2);
		checkpoints.lanes().register(new SubscriptionKey("elsewhere", 1), 1);
		this.jdbc.update("""
				insert into sourcery.subscription_nodes (node, subscriptions, unusable_lanes, lease_until)
				values ('other', '{elsewhere 1}', '{}', now() + interval '1 hour')
				""");
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		lines.start();
		Logger logger = (Logger) LoggerFactory.getLogger(UnusedReport.class);
		logger.addAppender(lines);
		try {
			this.nodes.create(this.database.store(), checkpoints, Nodes.SETTINGS, new Single(this)).start();
			Awaitility.await().until(() -> !lines.list.isEmpty());
			assertThat(lines.list).singleElement()
				.extracting(ILoggingEvent::getFormattedMessage)
				.asString()
				.startsWith("Stored, but run by no node: [former (version 3)]");
		}
		finally {
			logger.detachAppender(lines);
		}
	}

	@Test
	void rowsThatAreRemovedWhileANodeRunsAreReportedAndNothingIsAppliedAgain() throws Exception {
		Projections one = this.nodes.start(new Single(this), new Journal(this));
		one.await("single", write("a", "1"), Nodes.LONG);
		this.jdbc.update("delete from sourcery.subscription_lanes where name = 'single'");
		ConsistencyToken token = write("a", "2");
		Awaitility.await()
			.untilAsserted(() -> assertThat(one.status("single").failureDescription()).contains("were removed"));
		one.await("journal", token, Nodes.LONG);
		assertThat(this.jdbc.queryForList("select text from journal where projection = 'single'", String.class))
			.containsExactly("1");
		assertThat(one.details("single").lanes()).isEmpty();
	}

	@Test
	void anEventThatARetryHasAppliedDoesNotFail() throws Exception {
		this.failing.add("1");
		Projections one = this.nodes.start(new Single(this));
		ConsistencyToken token = write("a", "1");
		Awaitility.await().until(() -> one.details("single").lastError() != null);
		this.failing.clear();
		one.resume("single");
		one.await("single", token, Nodes.LONG);
		this.jdbc.update("""
				update sourcery.subscription_lanes
				set failing_position = 1, failing_since = now(), failing_attempts = 1, failing_error = 'x'
				""");
		assertThat(one.details("single").lanes().get(0).failing()).isNull();
		assertThat(one.details("single").lastError()).isNull();
	}

	@Test
	void aConsistentProjectionHasNoProblems() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		ConsistencyToken token = write("b", "4");
		write("a", "1", "2", "3");
		one.await("journal", write("c", "5"), Nodes.LONG);
		VerificationReport report = one.operatedBy("ada").verify("journal");
		assertThat(report.problems()).isEmpty();
		assertThat(report.isConsistent()).isTrue();
		assertThat(report.upTo()).isEqualTo(new Position(5));
		assertThat(token).isNotNull();
		assertThat(operations()).containsExactly("ada: verify journal done: 0 problems");
	}

	@Test
	void eventsThatAreMissingAreFound() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		write("a", "1", "2", "3");
		write("b", "4", "5");
		one.await("journal", write("c", "6"), Nodes.LONG);
		one.stop();
		this.jdbc.execute("""
				begin;
				set local sourcery.rewrite_history = 'on';
				alter table sourcery.events disable trigger events_append_only;
				delete from sourcery.events where position in (2, 4, 6);
				alter table sourcery.events enable trigger events_append_only;
				commit
				""");
		assertThat(one.operatedBy("application").verify("journal").problems())
			.anySatisfy((problem) -> assertThat(problem)
				.isEqualTo("Stream thing/a has 2 events up to position 6, but their versions are 1 to 3"))
			.anySatisfy((problem) -> assertThat(problem)
				.isEqualTo("Stream thing/b has 1 events up to position 6, but their versions are 2 to 2"))
			.anySatisfy((problem) -> assertThat(problem).contains("is at position 6, but no event has this position"));
	}

	@Test
	void rowsThatDisagreeAreFound() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		one.await("journal", write("a", "1"), Nodes.LONG);
		one.stop();
		this.jdbc.update("""
				update sourcery.subscription_lanes
				set position = 99, paused = true, next_lanes = 3, owner = 'x', lease_until = null,
				    failing_position = 100
				where lane = 1
				""");
		this.jdbc.update("""
				insert into sourcery.parked_events (name, subscription_version, position, key, attempts)
				values ('journal', 1, 50, 'thing/a', 1), ('journal', 1, 200, 'thing/a', 0)
				""");
		assertThat(one.operatedBy("application").verify("journal").problems()).containsExactly(
				"Lane 1 is at position 99, but the last position is 1", "Lane 1 is paused, but lane 0 is not paused",
				"Lane 1 stops at null for 3 lanes, but lane 0 stops at null for null",
				"Lane 1 has an incomplete record of the event that fails",
				"Lane 1 fails at position 100, but the last position is 1", "Lane 1 has an owner without a lease",
				"The event at position 50 is parked, but is not stored",
				"The event at position 200 is parked, but no lane has passed position 99");
		this.jdbc.update("delete from sourcery.subscription_lanes where lane = 1");
		assertThat(one.operatedBy("application").verify("journal").problems()).contains("Lane 1 of 2 is missing");
		this.jdbc.update("delete from sourcery.subscription_lanes");
		assertThat(one.operatedBy("application").verify("journal").problems()).contains("Lane 0 is missing");
	}

	@Test
	void checkpointsInMemoryHaveNoDetails() {
		Projections memory = this.nodes.create(this.store, new InMemoryCheckpoints(), Nodes.SETTINGS, new Single(this));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> memory.details("single"));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(memory::all);
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> memory.operatedBy("application").verify("single"));
	}

	private void apply(String projection, RecordedEvent<Happened> event) {
		if (this.failing.contains(event.payload().text())) {
			throw new IllegalStateException("cannot apply");
		}
		this.jdbc.update("insert into journal (projection, text) values (?, ?)", projection, event.payload().text());
	}

	@Projection(value = "journal", lanes = 2)
	private record Journal(SubscriptionDetailsTests test) {

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			this.test.apply("journal", event);
		}

	}

	@Projection("single")
	private record Single(SubscriptionDetailsTests test) {

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			this.test.apply("single", event);
		}

		@ResetHandler
		void reset() {
			this.test.jdbc.update("delete from journal");
		}

	}

}
