package dev.sourcery.subscription;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.Position;
import dev.sourcery.event.StreamId;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionDefinition;
import dev.sourcery.projection.Projections;
import dev.sourcery.projection.ResetHandler;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.store.jdbc.StoreDatabase.Ignored;
import dev.sourcery.subscription.jdbc.JdbcCommitBroadcast;
import dev.sourcery.tail.EventSource;
import dev.sourcery.tail.ServerIncarnation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AwaitOnAnotherNodeTests {

	// a node that is not notified finds nothing by itself for the length of a test
	private static final SubscriptionSettings WITHOUT_POLLING = new SubscriptionSettings(100, Duration.ofHours(1),
			Duration.ofMillis(10), Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofSeconds(10));

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcEventStore store = this.database.store();

	private final Nodes nodes = new Nodes(this.database);

	private final Semaphore passes = new Semaphore(0);

	@AfterEach
	void close() {
		this.passes.release(1000);
		this.nodes.close();
		this.database.close();
	}

	@Test
	void afterARebuildElsewhereTheTokenWaitsForTheNewReadModel() throws Exception {
		Projections one = start(WITHOUT_POLLING);
		Projections other = start(WITHOUT_POLLING);
		this.passes.release(2);
		ConsistencyToken token = append(this.store, "s", "1", "2").token().orElseThrow();
		one.await("gated", token, Nodes.LONG);
		other.await("gated", token, Nodes.LONG);

		one.rebuild("gated");
		assertThat(rows()).isEmpty();
		assertThatExceptionOfType(SubscriptionUnavailableException.class)
			.isThrownBy(() -> other.await("gated", token, Duration.ofMillis(50)));
		assertThat(rows()).isEmpty();
		this.passes.release(2);
		other.await("gated", token, Nodes.LONG);
		assertThat(rows()).containsExactly("1", "2");
	}

	private Projections start(SubscriptionSettings settings) {
		Projections node = create(settings);
		node.start();
		return node;
	}

	private Projections create(SubscriptionSettings settings) {
		return this.nodes.create(this.store, this.database.checkpoints(), settings,
				new Gated(this.database.jdbc(), this.passes));
	}

	@Test
	void aNodeSeesWhatAnotherHasApplied() throws Exception {
		this.passes.release(1000);
		Projections one = start(WITHOUT_POLLING);
		JdbcEventStore store = this.database.store();
		Projections other = this.nodes.create(store, this.database.checkpoints(), WITHOUT_POLLING,
				new Gated(this.database.jdbc(), this.passes));
		other.start();
		for (int i = 0; i < 20; i++) {
			ConsistencyToken token = append(this.store, "s", Integer.toString(i)).token().orElseThrow();
			other.await("gated", token, Nodes.LONG);
			assertThat(rows()).hasSize(i + 1);
		}
		ConsistencyToken ignored = this.store
			.append(new StreamId("thing", "s"), ExpectedVersion.any(), List.of(NewEvent.of(new Ignored("x"))))
			.token()
			.orElseThrow();
		other.await("gated", ignored, Nodes.LONG);
		one.await("gated", ignored, Nodes.LONG);
	}

	@Test
	void aCommitOnOneNodeIsAppliedOnAnotherThatDoesNotPoll() throws Exception {
		this.passes.release(1000);
		Projections owner = start(WITHOUT_POLLING, this.database.store());
		awaitOwner();
		JdbcEventStore elsewhere = this.database.store();
		start(WITHOUT_POLLING, elsewhere);
		Awaitility.await()
			.until(() -> this.database.jdbc()
				.queryForObject("select count(*) from sourcery.subscription_nodes", Integer.class) == 2);
		for (int i = 0; i < 20; i++) {
			int expected = i;
			append(elsewhere, "s", Integer.toString(i));
			Awaitility.await().until(() -> rows().size() > expected);
		}
		assertThat(owner.status("gated").state()).isEqualTo(SubscriptionState.RUNNING);
	}

	private void awaitOwner() {
		Awaitility.await()
			.until(() -> this.database.jdbc()
				.queryForObject("select count(owner) from sourcery.subscription_lanes", Integer.class) == 1);
	}

	private Projections start(SubscriptionSettings settings, JdbcEventStore store) {
		JdbcCommitBroadcast broadcast = new JdbcCommitBroadcast(this.database.dataSource(), StoreDatabase.SCHEMA);
		Projections node = new Projections(
				List.of(ProjectionDefinition.of(new Gated(this.database.jdbc(), this.passes), store.types())),
				new SubscriptionRuntime(EventSource.of(store), this.database.checkpoints(), settings, broadcast));
		this.nodes.closeAtTheEnd(node);
		node.start();
		return node;
	}

	@Test
	void aNodeThatRunsNoProjectionsSeesWhatAnotherHasApplied() throws Exception {
		Projections without = create(WITHOUT_POLLING);
		start(WITHOUT_POLLING);
		ConsistencyToken token = append(this.store, "s", "1").token().orElseThrow();
		assertThatExceptionOfType(SubscriptionUnavailableException.class)
			.isThrownBy(() -> without.await("gated", token, Duration.ofMillis(20)))
			.satisfies((ex) -> assertThat(ex.state()).isEqualTo(SubscriptionState.STOPPED));
		this.passes.release();
		without.await("gated", token, Nodes.LONG);
		assertThat(rows()).containsExactly("1");
	}

	@Test
	void threadsThatWaitTogetherShareAQuery() throws Exception {
		ConsistencyToken token = append(this.store, "s", "1").token().orElseThrow();
		SlowCheckpoints slow = new SlowCheckpoints();
		Projections node = this.nodes.create(this.store, slow, WITHOUT_POLLING,
				new Gated(this.database.jdbc(), this.passes));
		ExecutorService threads = Executors.newFixedThreadPool(20);
		AtomicInteger waiting = new AtomicInteger();
		List<Future<?>> waits = IntStream.range(0, 20).<Future<?>>mapToObj((i) -> threads.submit(() -> {
			waiting.incrementAndGet();
			node.await("gated", token, Nodes.LONG);
			return null;
		})).toList();
		Awaitility.await().until(() -> waiting.get() == 20 && slow.waiting.get() == 1);
		slow.goOn.countDown();
		for (Future<?> wait : waits) {
			wait.get();
		}
		threads.shutdown();
		assertThat(slow.loads.get()).isLessThan(20);
	}

	private List<String> rows() {
		return this.database.jdbc().queryForList("select note from business order by id", String.class);
	}

	@Projection("gated")
	static class Gated {

		private final JdbcTemplate jdbc;

		private final Semaphore passes;

		Gated(JdbcTemplate jdbc, Semaphore passes) {
			this.jdbc = jdbc;
			this.passes = passes;
		}

		@EventHandler
		void on(Happened event) {
			this.passes.acquireUninterruptibly();
			this.jdbc.update("insert into business (note) values (?)", event.text());
		}

		@ResetHandler
		void reset() {
			this.jdbc.update("delete from business");
		}

	}

	private static final class SlowCheckpoints implements Checkpoints {

		private final CountDownLatch goOn = new CountDownLatch(1);

		private final AtomicInteger waiting = new AtomicInteger();

		private final AtomicInteger loads = new AtomicInteger();

		@Override
		public Position loadOrCreate(LaneKey key) {
			this.loads.incrementAndGet();
			this.waiting.incrementAndGet();
			try {
				this.goOn.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			return new Position(1);
		}

		@Override
		public AdvanceOutcome advance(Fence fence, Position from, Position to, ServerIncarnation incarnation,
				Runnable handlers) {
			return new AdvanceOutcome.Held();
		}

		@Override
		public Failing failing(Fence fence, Position position) {
			return new Failing(1, Duration.ZERO);
		}

		@Override
		public void reset(SubscriptionKey key, Runnable emptying) {
		}

	}

}
