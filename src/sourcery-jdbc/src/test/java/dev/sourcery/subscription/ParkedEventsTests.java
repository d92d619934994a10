package dev.sourcery.subscription;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.OrderedBy;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.projection.ResetHandler;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Events that keep failing are parked with the later events of their key, or skipped, and
 * all other events are applied.
 */
class ParkedEventsTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcTemplate jdbc = this.database.jdbc();

	private final JdbcEventStore store = this.database.store();

	private final Nodes nodes = new Nodes(this.database);

	// texts whose handlers fail; on all nodes
	private final Set<String> failing = ConcurrentHashMap.newKeySet();

	@BeforeEach
	void createTable() {
		this.jdbc.execute("create table applied (id bigint generated always as identity, stream text, text text)");
	}

	@AfterEach
	void close() {
		this.nodes.close();
		this.database.close();
	}

	private List<String> applied(String stream) {
		return this.jdbc.queryForList("select text from applied where stream = ? order by id", String.class, stream);
	}

	private ConsistencyToken write(String stream, String... texts) {
		return append(this.store, stream, texts).token().orElseThrow();
	}

	private void awaitParked(Projections node, String name, long events) {
		Awaitility.await().untilAsserted(() -> assertThat(node.failures(name).parkedEvents()).isEqualTo(events));
	}

	@Test
	void anEventThatKeepsFailingIsParkedWithTheLaterEventsOfItsStream() throws Exception {
		Projections node = this.nodes.start(new Parking(this));
		this.failing.add("poison");
		write("a", "1", "poison", "2");
		node.await("parking", write("b", "1"), Nodes.LONG);
		node.await("parking", write("a", "3"), Nodes.LONG);

		assertThat(applied("a")).containsExactly("1");
		assertThat(applied("b")).containsExactly("1");
		assertThat(node.parked("parking", 10)).extracting((event) -> event.key() + " " + event.position().value())
			.containsExactly("thing/a 2", "thing/a 3", "thing/a 5");
		ParkedEvent first = node.parked("parking", 10).get(0);
		assertThat(first.attempts()).isPositive();
		assertThat(first.failure()).contains("IllegalStateException").contains("cannot apply");
		assertThat(node.parked("parking", 10).get(1).attempts()).isZero();
		FailureStatus failures = node.failures("parking");
		assertThat(failures.parkedEvents()).isEqualTo(3);
		assertThat(failures.parkedKeys()).isEqualTo(1);
		assertThat(failures.oldestParked()).isGreaterThanOrEqualTo(Duration.ZERO);
		assertThat(node.status("parking").state()).isEqualTo(SubscriptionState.RUNNING);
	}

	@Test
	void aRetryAppliesTheEventsInOrderAndTheKeyIsFree() throws Exception {
		Projections node = this.nodes.start(new Parking(this));
		this.failing.add("poison");
		write("a", "poison", "2");
		node.await("parking", write("b", "1"), Nodes.LONG);

		RetriedEvents again = node.retryParked("parking");
		assertThat(again.handled()).isZero();
		assertThat(again.failed()).singleElement().satisfies((event) -> assertThat(event.key()).isEqualTo("thing/a"));
		int attempts = node.parked("parking", 1).get(0).attempts();
		this.failing.clear();
		assertThat(node.retryParked("parking").handled()).isEqualTo(2);
		node.await("parking", write("a", "3"), Nodes.LONG);

		assertThat(attempts).isGreaterThan(1);
		assertThat(applied("a")).containsExactly("poison", "2", "3");
		assertThat(node.failures("parking").parkedEvents()).isZero();
	}

	@Test
	void oneKeyIsRetriedOnAnotherNodeAndAnotherIsDiscarded() throws Exception {
		Projections one = this.nodes.start(new Parking(this));
		this.failing.add("poison");
		write("a", "poison", "2");
		write("b", "poison", "2");
		one.await("parking", write("c", "1"), Nodes.LONG);
		Projections other = this.nodes.create(Nodes.SETTINGS, new Parking(this));

		this.failing.clear();
		assertThat(other.retryParked("parking", "thing/a").handled()).isEqualTo(2);
		assertThat(other.discardParked("parking", "thing/b")).isEqualTo(2);
		write("a", "3");
		one.await("parking", write("b", "3"), Nodes.LONG);
		assertThat(applied("a")).containsExactly("poison", "2", "3");
		assertThat(applied("b")).containsExactly("3");
	}

	@Test
	void aRetryStopsAtTheFirstEventThatFailsAgain() throws Exception {
		Projections node = this.nodes.start(new Parking(this));
		this.failing.addAll(Set.of("poison", "second"));
		write("a", "poison", "1", "second", "2");
		node.await("parking", write("b", "1"), Nodes.LONG);
		this.failing.remove("poison");

		RetriedEvents retried = node.retryParked("parking");
		assertThat(retried.handled()).isEqualTo(2);
		assertThat(retried.failed()).singleElement()
			.satisfies((event) -> assertThat(event.position().value()).isEqualTo(3));
		assertThat(applied("a")).containsExactly("poison", "1");
		this.failing.clear();
		node.retryParked("parking");
		node.await("parking", write("a", "3"), Nodes.LONG);
		assertThat(applied("a")).containsExactly("poison", "1", "second", "2", "3");
	}

	@Test
	void parkedKeysSurviveAChangeOfTheNodeAndOfTheLanes() throws Exception {
		Projections one = this.nodes.start(new Parking(this));
		this.failing.add("poison");
		write("a", "poison");
		one.await("parking", write("b", "1"), Nodes.LONG);
		one.stop();
		this.failing.clear();

		Projections two = this.nodes.start(new Parking(this));
		two.changeLanes("parking", 3);
		Awaitility.await()
			.until(() -> this.jdbc.queryForObject("select max(lanes) from sourcery.subscription_lanes",
					Integer.class) == 3);
		two.await("parking", write("a", "2"), Nodes.LONG);
		assertThat(applied("a")).isEmpty();
		two.retryParked("parking");
		two.await("parking", write("a", "3"), Nodes.LONG);
		assertThat(applied("a")).containsExactly("poison", "2", "3");
	}

	@Test
	void anEventThatCannotBeDecodedIsParked() throws Exception {
		write("a", "1");
		this.jdbc.update("""
				insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
				                             metadata, payload)
				values ('thing', 'a', 2, gen_random_uuid(), 'thing.happened', 1, '{}', '{"text":{}}')
				""");
		write("a", "3");
		Projections node = this.nodes.start(new Parking(this));
		node.await("parking", write("b", "1"), Nodes.LONG);
		assertThat(applied("a")).containsExactly("1");
		assertThat(node.parked("parking", 10)).extracting((event) -> event.position().value()).containsExactly(2L, 3L);
		assertThat(node.retryParked("parking").failed()).hasSize(1);
	}

	@Test
	void withKeysOfItsOwnAnEventThatCannotBeDecodedBlocks() {
		this.jdbc.update("""
				insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
				                             metadata, payload)
				values ('thing', 'a', 1, gen_random_uuid(), 'thing.happened', 1, '{}', '{"text":{}}')
				""");
		Projections node = this.nodes.start(new Keyed(this));
		Awaitility.await().until(() -> node.status("keyed").state() == SubscriptionState.BLOCKED);
	}

	@Test
	void eventsAreParkedByTheirOwnKey() throws Exception {
		Projections node = this.nodes.start(new Keyed(this));
		this.failing.add("x poison");
		write("a", "x poison");
		write("b", "x 2");
		write("b", "y 3");
		node.await("keyed", write("c", "y 4"), Nodes.LONG);
		assertThat(node.parked("keyed", 10)).extracting(ParkedEvent::key).containsExactly("x", "x");
		this.failing.clear();
		node.retryParked("keyed", "x");
		node.await("keyed", write("c", "x 5"), Nodes.LONG);
		assertThat(applied("b")).containsExactly("y 3", "x 2");
		assertThat(applied("c")).containsExactly("y 4", "x 5");
	}

	@Test
	void aRebuildForgetsWhatIsParked() throws Exception {
		Projections node = this.nodes.start(new Parking(this));
		this.failing.add("poison");
		write("a", "poison", "2");
		node.await("parking", write("b", "1"), Nodes.LONG);
		awaitParked(node, "parking", 2);
		this.failing.clear();
		node.rebuild("parking");
		node.await("parking", write("b", "2"), Nodes.LONG);
		assertThat(applied("a")).containsExactly("poison", "2");
		assertThat(node.failures("parking").parkedEvents()).isZero();
	}

	@Test
	void anEventThatKeepsFailingIsSkippedAndCounted() throws Exception {
		Projections node = this.nodes.start(new Skipping(this));
		this.failing.add("poison");
		write("a", "1", "poison", "2", "poison");
		node.await("skipping", write("b", "1"), Nodes.LONG);
		assertThat(applied("a")).containsExactly("1", "2");
		assertThat(node.failures("skipping").skippedEvents()).isEqualTo(2);
		assertThat(node.failures("skipping").parkedEvents()).isZero();
	}

	@Test
	void theTimeForWhichAnEventHasFailedSurvivesAChangeOfTheNode() {
		SubscriptionSettings patient = new SubscriptionSettings(100, Duration.ofMillis(50), Duration.ofHours(1),
				Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofSeconds(10));
		Projections one = this.nodes.create(patient, new Parking(this));
		one.start();
		this.failing.add("poison");
		write("a", "poison");
		Awaitility.await().until(() -> one.status("parking").state() == SubscriptionState.RETRYING);
		one.stop();
		this.jdbc.update("update sourcery.subscription_lanes set failing_since = failing_since - interval '2 hours'");
		Projections two = this.nodes.create(patient, new Parking(this));
		two.start();
		awaitParked(two, "parking", 1);
		assertThat(this.jdbc.queryForMap("select failing_position from sourcery.subscription_lanes where lane = 0"))
			.contains(entry("failing_position", 1L));
	}

	private void apply(RecordedEvent<Happened> event) {
		String text = event.payload().text();
		this.jdbc.update("insert into applied (stream, text) values (?, ?)", event.stream().id(), text);
		if (this.failing.contains(text)) {
			throw new IllegalStateException("cannot apply");
		}
	}

	@Projection(value = "parking", onFailure = FailureAction.PARK)
	private record Parking(ParkedEventsTests test) {

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			this.test.apply(event);
		}

		@ResetHandler
		void reset() {
			this.test.jdbc.update("delete from applied");
		}

	}

	@Projection(value = "keyed", onFailure = FailureAction.PARK)
	private record Keyed(ParkedEventsTests test) {

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			this.test.apply(event);
		}

		@OrderedBy
		String key(Happened event) {
			return event.text().substring(0, 1);
		}

	}

	@Projection(value = "skipping", onFailure = FailureAction.SKIP)
	private record Skipping(ParkedEventsTests test) {

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			this.test.apply(event);
		}

	}

}
