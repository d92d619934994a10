package dev.sourcery.subscription;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.sourcery.event.EventHandler;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nodes that stop release their lanes, so that others need not wait for the end of the
 * leases, which takes an hour here.
 */
class ShutdownTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcTemplate jdbc = this.database.jdbc();

	private final JdbcEventStore store = this.database.store();

	private final Nodes nodes = new Nodes(this.database);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch gate = new CountDownLatch(1);

	private final CountDownLatch inHandlers = new CountDownLatch(2);

	@BeforeEach
	void createTable() {
		this.jdbc.execute("create table journal (id bigint generated always as identity, node text, text text)");
	}

	@AfterEach
	void close() {
		this.gate.countDown();
		this.threads.shutdownNow();
		this.nodes.close();
		this.database.close();
	}

	private Projections node(Duration stopTimeout, String name, CountDownLatch opened) {
		SubscriptionSettings settings = new SubscriptionSettings(100, Duration.ofMillis(50), Duration.ofMillis(10),
				Duration.ofMillis(5), Duration.ofMillis(20), stopTimeout);
		JdbcCheckpoints leasing = new JdbcCheckpoints(this.database.dataSource(), this.database.transactionManager(),
				StoreDatabase.SCHEMA, Duration.ofHours(1));
		return this.nodes.create(this.database.store(), leasing, settings, new Slow(this, name, opened),
				new Other(this, name, opened));
	}

	private List<String> journal() {
		return this.jdbc.queryForList("select node || ' ' || text from journal order by id", String.class);
	}

	private List<String> owners() {
		return this.jdbc.queryForList(
				"select owner from sourcery.subscription_lanes where owner is not null and lane < lanes", String.class);
	}

	@Test
	void aNodeThatStopsEndsItsBatchesAndAnotherContinuesAtOnce() throws Exception {
		Projections one = node(Duration.ofMinutes(5), "one", this.gate);
		one.start();
		append(this.store, "a", "1");
		assertThat(this.inHandlers.await(30, TimeUnit.SECONDS)).isTrue();
		// read in a later batch, which does not begin
		ConsistencyToken token = append(this.store, "a", "2").token().orElseThrow();
		Future<?> stop = this.threads.submit(one::stop);
		Awaitility.await()
			.until(() -> this.jdbc.queryForObject("select count(*) from sourcery.subscription_nodes",
					Integer.class) == 0);
		assertThat(stop.isDone()).isFalse();
		this.gate.countDown();
		stop.get(30, TimeUnit.SECONDS);
		assertThat(owners()).isEmpty();
		assertThat(journal()).containsExactlyInAnyOrder("one 1", "one other 1");

		Projections two = node(Duration.ofSeconds(10), "two", this.gate);
		two.start();
		two.await("slow", token, Nodes.LONG);
		two.await("other", token, Nodes.LONG);
		assertThat(journal()).containsExactlyInAnyOrder("one 1", "one other 1", "two 2", "two other 2");
	}

	@Test
	void batchesThatDoNotEndInTimeAreRolledBackAndTheLanesAreReleased() throws Exception {
		Projections one = node(Duration.ofMillis(200), "one", this.gate);
		one.start();
		ConsistencyToken token = append(this.store, "a", "1").token().orElseThrow();
		assertThat(this.inHandlers.await(30, TimeUnit.SECONDS)).isTrue();
		one.stop();
		Awaitility.await().untilAsserted(() -> assertThat(owners()).isEmpty());
		assertThat(journal()).isEmpty();
		Projections two = node(Duration.ofSeconds(10), "two", new CountDownLatch(0));
		two.start();
		two.await("slow", token, Nodes.LONG);
		two.await("other", token, Nodes.LONG);
		assertThat(journal()).containsExactlyInAnyOrder("two 1", "two other 1");
	}

	private void apply(String node, CountDownLatch opened, String text) throws InterruptedException {
		this.jdbc.update("insert into journal (node, text) values (?, ?)", node, text);
		this.inHandlers.countDown();
		opened.await();
	}

	@Projection(value = "slow", batchSize = 1)
	private record Slow(ShutdownTests test, String node, CountDownLatch opened) {

		@EventHandler
		void on(Happened event) throws InterruptedException {
			this.test.apply(this.node, this.opened, event.text());
		}

	}

	@Projection(value = "other", batchSize = 1)
	private record Other(ShutdownTests test, String node, CountDownLatch opened) {

		@EventHandler
		void on(Happened event) throws InterruptedException {
			this.test.apply(this.node, this.opened, "other " + event.text());
		}

	}

}
