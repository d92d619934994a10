package dev.sourcery.subscription;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.OrderedBy;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A retry handles the parked events of a key in batches, in order and once.
 */
class ParkedRetryTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcTemplate jdbc = this.database.jdbc();

	private final JdbcEventStore store = this.database.store();

	private final Nodes nodes = new Nodes(this.database);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	// texts whose handlers fail; on all nodes
	private final Set<String> failing = ConcurrentHashMap.newKeySet();

	@BeforeEach
	void createTable() {
		this.jdbc.execute("""
				create table applied (
				    id bigint generated always as identity, stream text, text text,
				    transaction xid8 default pg_current_xact_id())
				""");
	}

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.nodes.close();
		this.database.close();
	}

	private List<String> applied(String stream) {
		return this.jdbc.queryForList("select text from applied where stream = ? order by id", String.class, stream);
	}

	private int transactions() {
		return this.jdbc.queryForObject("select count(distinct transaction) from applied where text <> 'free'",
				Integer.class);
	}

	private static String[] texts(int number) {
		return IntStream.range(0, number).mapToObj((index) -> "e" + index).toArray(String[]::new);
	}

	/**
	 * Parks events of a stream, by a failure of the first.
	 */
	private void park(Projections node, String projection, String stream, String... texts) throws Exception {
		this.failing.add(texts[0]);
		append(this.store, stream, texts);
		node.await(projection, append(this.store, "free", "free").token().orElseThrow(), Nodes.LONG);
		this.failing.remove(texts[0]);
	}

	@Test
	void theEventsOfAKeyAreHandledInFewTransactions() throws Exception {
		SubscriptionSettings large = new SubscriptionSettings(1000, Duration.ofMillis(50), Duration.ofMillis(10),
				Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofSeconds(10));
		Projections node = this.nodes.create(large, new Parking(this));
		node.start();
		park(node, "parking", "a", texts(250));
		park(node, "parking", "b", "e0", "e1");
		assertThat(node.retryParked("parking")).isEqualTo(new RetriedEvents(252, List.of()));
		assertThat(applied("a")).containsExactly(texts(250));
		assertThat(applied("b")).containsExactly("e0", "e1");
		assertThat(transactions()).as("100, 100 and 50 events, and those of the other key").isEqualTo(4);
		node.await("parking", append(this.store, "a", "next").token().orElseThrow(), Nodes.LONG);
		assertThat(applied("a")).endsWith("e249", "next");
	}

	@Test
	void theBatchSizeOfTheProjectionIsALimit() throws Exception {
		Projections node = this.nodes.start(new Small(this));
		park(node, "small", "a", texts(9));
		assertThat(node.retryParked("small").handled()).isEqualTo(9);
		assertThat(applied("a")).containsExactly(texts(9));
		assertThat(transactions()).isEqualTo(3);
	}

	@Test
	void anEventThatFailsInTheMiddleLeavesTheLaterOnesParked() throws Exception {
		Projections node = this.nodes.start(new Parking(this));
		park(node, "parking", "a", texts(30));
		park(node, "parking", "b", texts(3));
		this.failing.add("e20");
		RetriedEvents retried = node.retryParked("parking");
		assertThat(retried.handled()).isEqualTo(23);
		assertThat(retried.failed()).singleElement().satisfies((event) -> {
			assertThat(event.position().value()).isEqualTo(21);
			assertThat(event.attempts()).as("of this event only").isEqualTo(1);
			assertThat(event.failure()).contains("cannot apply");
		});
		assertThat(applied("a")).containsExactly(texts(20));
		assertThat(applied("b")).containsExactly(texts(3));
		assertThat(node.parked("parking", 100)).extracting((event) -> event.position().value())
			.containsExactlyElementsOf(IntStream.rangeClosed(21, 30).mapToObj(Long::valueOf).toList());

		this.failing.clear();
		assertThat(node.retryParked("parking", "thing/a").handled()).isEqualTo(10);
		assertThat(applied("a")).containsExactly(texts(30));
		assertThat(node.failures("parking").parkedEvents()).isZero();
	}

	@Test
	void eventsOfAKeyInSeveralStreamsAreHandledTogether() throws Exception {
		Projections node = this.nodes.start(new Keyed(this));
		park(node, "keyed", "a", "x0", "y1", "x1");
		append(this.store, "b", "x2", "y2");
		node.await("keyed", append(this.store, "c", "x3").token().orElseThrow(), Nodes.LONG);
		assertThat(node.retryParked("keyed").handled()).isEqualTo(4);
		assertThat(this.jdbc.queryForList("select text from applied where text like 'x%' order by id", String.class))
			.containsExactly("x0", "x1", "x2", "x3");
		assertThat(this.jdbc.queryForObject("select count(distinct transaction) from applied where text like 'x%'",
				Integer.class))
			.isEqualTo(1);
	}

	@Test
	void retriesThatRaceHandleEachEventOnce() throws Exception {
		Projections one = this.nodes.start(new Parking(this));
		Projections two = this.nodes.create(Nodes.SETTINGS, new Parking(this));
		park(one, "parking", "a", texts(90));
		this.failing.add("e50");
		Future<RetriedEvents> other = this.threads.submit(() -> two.retryParked("parking"));
		int handled = one.retryParked("parking").handled() + other.get(30, TimeUnit.SECONDS).handled();
		assertThat(handled).isEqualTo(50);
		assertThat(applied("a")).containsExactly(texts(50));
		assertThat(one.failures("parking").parkedEvents()).isEqualTo(40);
	}

	@Test
	void aParkedEventThatIsMissingIsReportedAndRemainsParked() throws Exception {
		Projections node = this.nodes.start(new Parking(this));
		park(node, "parking", "a", texts(3));
		this.jdbc.update("update sourcery.parked_events set position = 1000 where position = 3");
		RetriedEvents retried = node.retryParked("parking");
		assertThat(retried.handled()).isEqualTo(2);
		assertThat(retried.failed()).singleElement()
			.satisfies((event) -> assertThat(event.failure()).contains("not in the store"));
	}

	private void apply(RecordedEvent<Happened> event) {
		String text = event.payload().text();
		this.jdbc.update("insert into applied (stream, text) values (?, ?)", event.stream().id(), text);
		if (this.failing.contains(text)) {
			throw new IllegalStateException("cannot apply");
		}
	}

	@Projection(value = "parking", onFailure = FailureAction.PARK)
	private record Parking(ParkedRetryTests test) {

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			this.test.apply(event);
		}

	}

	@Projection(value = "small", onFailure = FailureAction.PARK, batchSize = 4)
	private record Small(ParkedRetryTests test) {

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			this.test.apply(event);
		}

	}

	@Projection(value = "keyed", onFailure = FailureAction.PARK)
	private record Keyed(ParkedRetryTests test) {

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			this.test.apply(event);
		}

		@OrderedBy
		String key(Happened event) {
			return event.text().substring(0, 1);
		}

	}

}
