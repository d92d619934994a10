package dev.sourcery.subscription;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.OrderedBy;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.projection.ResetHandler;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Several nodes run the lanes of one projection. Each handler writes a row into a
 * journal, in the transaction of its batch: afterwards the journal has each event once,
 * and the events of each stream in their order.
 */
class LanesTests {

	private static final int STREAMS = 20;

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcTemplate jdbc = this.database.jdbc();

	private final JdbcEventStore store = this.database.store();

	private final Nodes nodes = new Nodes(this.database);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicBoolean writing = new AtomicBoolean(true);

	@BeforeEach
	void createJournal() {
		this.jdbc.execute("""
				create table journal (
				    id bigint generated always as identity primary key,
				    node text, stream text, version bigint, position bigint)
				""");
	}

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.nodes.close();
		this.database.close();
	}

	private Projections node(String name) {
		return this.nodes.start(new FourLanes(new Journal(this.jdbc, name)));
	}

	private List<Future<?>> write() {
		return IntStream.range(0, 2).<Future<?>>mapToObj((writer) -> this.threads.submit((Callable<Void>) () -> {
			for (int i = 0; this.writing.get(); i++) {
				append(this.store, "s" + (writer * STREAMS + i % STREAMS), "event " + i);
			}
			return null;
		})).toList();
	}

	private ConsistencyToken stopWriting(List<Future<?>> writers) throws Exception {
		this.writing.set(false);
		for (Future<?> writer : writers) {
			writer.get(30, TimeUnit.SECONDS);
		}
		return append(this.store, "last", "last").token().orElseThrow();
	}

	private void assertJournalHasEachEventOnceInOrder() {
		assertThat(this.jdbc.queryForList("""
				select events.position || ' of ' || stream_id || ' ' || count(journal.id) || ' times'
				       || coalesce(' by ' || string_agg(node, ', '), '') || ', lanes at '
				       || (select string_agg(position::text, ' ' order by lane) from sourcery.subscription_lanes)
				from sourcery.events
				left join journal on journal.position = events.position
				group by events.position, stream_id
				having count(journal.id) <> 1
				""", String.class)).as("events that were not applied once").isEmpty();
		assertThat(this.jdbc.queryForList("""
				select stream
				from (select stream, version - lag(version, 1, 0::bigint) over (partition by stream order by id) as step
				      from journal) as steps
				where step <> 1
				""", String.class)).as("streams out of order").isEmpty();
	}

	private List<Map<String, Object>> owners() {
		return this.jdbc.queryForList("""
				select owner, count(*) as lanes
				from sourcery.subscription_lanes
				where lane < lanes and lease_until > clock_timestamp()
				group by owner
				""");
	}

	private void awaitOwners(long... lanes) {
		Awaitility.await()
			.untilAsserted(() -> assertThat(owners()).extracting((owner) -> owner.get("lanes"))
				.containsExactlyInAnyOrderElementsOf(java.util.Arrays.stream(lanes).boxed().toList()));
	}

	@Test
	void lanesAreSpreadOverTheNodesThatComeAndGo() throws Exception {
		List<Future<?>> writers = write();
		Projections one = node("one");
		awaitOwners(4);
		Projections two = node("two");
		awaitOwners(2, 2);
		Projections three = node("three");
		awaitOwners(2, 1, 1);
		two.stop();
		awaitOwners(2, 2);
		one.stop();
		awaitOwners(4);
		three.await("four", stopWriting(writers), Nodes.LONG);
		assertJournalHasEachEventOnceInOrder();
		assertThat(this.jdbc.queryForList("select distinct node from journal", String.class)).contains("one", "two",
				"three");
	}

	@Test
	void theNumberOfLanesChangesWhileTheNodesRun() throws Exception {
		List<Future<?>> writers = write();
		Projections one = node("one");
		Projections two = node("two");
		awaitOwners(2, 2);
		for (int lanes : List.of(7, 1, 3, 8)) {
			one.changeLanes("four", lanes);
			Awaitility.await().until(() -> lanes() == lanes);
			long before = journaled();
			Awaitility.await().until(() -> journaled() > before);
		}
		ConsistencyToken last = stopWriting(writers);
		one.await("four", last, Nodes.LONG);
		two.await("four", last, Nodes.LONG);
		assertJournalHasEachEventOnceInOrder();
	}

	private int lanes() {
		return this.jdbc.queryForObject("""
				select case when count(*) = max(lanes) then max(lanes) else -1 end
				from sourcery.subscription_lanes
				where lane < lanes
				""", Integer.class);
	}

	private long journaled() {
		return this.jdbc.queryForObject("select count(*) from journal", Long.class);
	}

	@Test
	void aNodeWithAnotherConfiguredNumberChangesTheLanes() throws Exception {
		Projections one = this.nodes.start(new OneLane(new Journal(this.jdbc, "one")));
		append(this.store, "a", "1", "2");
		one.await("four", append(this.store, "b", "1").token().orElseThrow(), Nodes.LONG);
		assertThat(lanes()).isEqualTo(1);
		Projections two = node("two");
		Awaitility.await().until(() -> lanes() == 4);
		awaitOwners(2, 2);
		two.await("four", append(this.store, "a", "3").token().orElseThrow(), Nodes.LONG);
		one.changeLanes("four", 2);
		Awaitility.await().until(() -> lanes() == 2);
		two.stop();
		node("three").await("four", append(this.store, "b", "2").token().orElseThrow(), Nodes.LONG);
		assertThat(lanes()).as("the configuration has not changed since").isEqualTo(2);
		assertJournalHasEachEventOnceInOrder();
	}

	@Test
	void lanesThatHaveNoEventDoNotHoldUpACallerThatWaits() throws Exception {
		Projections one = node("one");
		Projections two = node("two");
		awaitOwners(2, 2);
		for (int i = 0; i < 10; i++) {
			ConsistencyToken token = append(this.store, "s" + i, "x").token().orElseThrow();
			one.await("four", token, Nodes.LONG);
			two.await("four", token, Nodes.LONG);
		}
		assertJournalHasEachEventOnceInOrder();
	}

	@Test
	void aRebuildEmptiesAllLanes() throws Exception {
		Projections one = node("one");
		Projections two = node("two");
		awaitOwners(2, 2);
		for (int i = 0; i < STREAMS; i++) {
			append(this.store, "s" + i, "1", "2", "3");
		}
		ConsistencyToken token = append(this.store, "last", "last").token().orElseThrow();
		one.await("four", token, Nodes.LONG);
		two.rebuild("four");
		one.await("four", token, Nodes.LONG);
		assertJournalHasEachEventOnceInOrder();
	}

	@Test
	void eventsAreOrderedByAKeyOfTheirOwn() throws Exception {
		ByText byText = new ByText(new Journal(this.jdbc, "one"));
		Projections one = this.nodes.start(byText);
		Projections two = this.nodes.start(new ByText(new Journal(this.jdbc, "two")));
		awaitOwners(2, 2);
		for (int i = 0; i < 100; i++) {
			append(this.store, "s" + i, "key " + (i % 10));
		}
		ConsistencyToken token = append(this.store, "last", "key 0").token().orElseThrow();
		one.await("by-text", token, Nodes.LONG);
		two.await("by-text", token, Nodes.LONG);
		assertThat(this.jdbc.queryForList("select position from journal order by position", Long.class)).hasSize(101);
		assertThat(this.jdbc.queryForList("""
				select text
				from (select payload ->> 'text' as text,
				             position < lag(position) over (partition by payload ->> 'text' order by id) as backwards
				      from journal join sourcery.events using (position)) as steps
				where backwards
				""", String.class)).as("keys out of order").isEmpty();
	}

	@Test
	void aKeyThatIsMissingBlocksTheLane() {
		ByText byText = new ByText(new Journal(this.jdbc, "one"));
		Projections one = this.nodes.start(byText);
		append(this.store, "s", "no key");
		Awaitility.await().until(() -> one.status("by-text").state() == SubscriptionState.BLOCKED);
		assertThat(one.status("by-text").failure()).hasMessageContaining("no key for the lane");
	}

	@Test
	void aNumberThatIsNotPositiveIsRefused() {
		Projections one = node("one");
		assertThatIllegalArgumentException().isThrownBy(() -> one.changeLanes("four", 0));
	}

	@Test
	void theDatabaseComputesTheSameLanes() {
		LaneFunction function = new LaneFunction();
		for (String key : List.of("account/42", "thing/é b", "thing/😀")) {
			Integer lane = this.jdbc.queryForObject("""
					select ('x' || encode(substr(sha256(convert_to(?, 'UTF8')), 1, 4), 'hex'))::bit(32)::bigint % 1000
					""", Integer.class, key);
			assertThat(lane).isEqualTo(function.laneOf(key, 1000));
		}
	}

	/**
	 * Writes a row for each event.
	 */
	private record Journal(JdbcTemplate jdbc, String node) {

		void write(List<RecordedEvent<?>> events) {
			List<Object[]> rows = new ArrayList<>();
			events.forEach((event) -> rows
				.add(new Object[] { this.node, event.stream().id(), event.version(), event.position().value() }));
			this.jdbc.batchUpdate("insert into journal (node, stream, version, position) values (?, ?, ?, ?)", rows);
		}

	}

	@Projection(value = "four", lanes = 4)
	private record FourLanes(Journal journal) {

		@EventHandler
		void on(List<RecordedEvent<Happened>> events) {
			this.journal.write(List.copyOf(events));
		}

		@ResetHandler
		void reset() {
			this.journal.jdbc().update("delete from journal");
		}

	}

	@Projection("four")
	private record OneLane(Journal journal) {

		@EventHandler
		void on(List<RecordedEvent<Happened>> events) {
			this.journal.write(List.copyOf(events));
		}

	}

	@Projection(value = "by-text", lanes = 4)
	private record ByText(Journal journal) {

		@EventHandler
		void on(List<RecordedEvent<Happened>> events) {
			this.journal.write(List.copyOf(events));
		}

		@OrderedBy
		@org.jspecify.annotations.Nullable
		Object key(Happened event) {
			return event.text().startsWith("key") ? event.text() : null;
		}

	}

}
