package dev.sourcery.subscription;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.Position;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.tail.ServerIncarnation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.support.TransactionTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Threads that wait for a projection and share their queries for its checkpoint.
 */
class SharedCheckpointTests {

	private static final LaneKey KEY = new SubscriptionKey("quiet", 1).lane(0);

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcEventStore store = this.database.store();

	private final Nodes nodes = new Nodes(this.database);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.nodes.close();
		this.database.close();
	}

	@Test
	void aQueryThatHangsDoesNotStopOtherThreads() throws Exception {
		ConsistencyToken token = append(this.store, "s", "1").token().orElseThrow();
		HangingOnce hanging = new HangingOnce(token.position());
		Projections node = node(hanging);
		Future<?> first = this.threads.submit(() -> {
			node.await("quiet", token, Nodes.LONG);
			return null;
		});
		Awaitility.await().until(() -> hanging.loads.get() == 1);
		node.await("quiet", token, Duration.ofSeconds(10));
		node.await("quiet", token, Duration.ofSeconds(10));

		assertThat(first).isNotDone();
		hanging.goOn.countDown();
		first.get();
		node.await("quiet", token, Duration.ofSeconds(10));
	}

	@Test
	void waitingDoesNotWrite() {
		ConsistencyToken token = append(this.store, "s", "1").token().orElseThrow();
		Projections node = node(this.database.checkpoints());
		assertThatExceptionOfType(SubscriptionUnavailableException.class)
			.isThrownBy(() -> node.await("quiet", token, Duration.ofMillis(50)));
		assertThat(
				this.database.jdbc().queryForObject("select count(*) from sourcery.subscription_lanes", Integer.class))
			.isZero();
	}

	@Test
	void aTransactionReadsForItself() throws Exception {
		ConsistencyToken token = append(this.store, "s", "1").token().orElseThrow();
		HangingOnce hanging = new HangingOnce(token.position());
		Projections node = node(hanging);
		Future<?> first = this.threads.submit(() -> {
			new TransactionTemplate(this.database.transactionManager()).executeWithoutResult((status) -> {
				try {
					node.await("quiet", token, Nodes.LONG);
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			});
			return null;
		});
		Awaitility.await().until(() -> hanging.loads.get() == 1);
		// shorter than the time after which a thread no longer waits for another's query
		node.await("quiet", token, Duration.ofMillis(500));
		hanging.goOn.countDown();
		first.get();
	}

	private Projections node(Checkpoints checkpoints) {
		return this.nodes.create(this.store, checkpoints, Nodes.SETTINGS, new Quiet());
	}

	@Projection("quiet")
	static class Quiet {

		@EventHandler
		void on(Happened event) {
			// has nothing to do
		}

	}

	/**
	 * Checkpoints of which the first look hangs.
	 */
	private static final class HangingOnce implements Checkpoints {

		private final Position position;

		private final CountDownLatch goOn = new CountDownLatch(1);

		private final AtomicInteger loads = new AtomicInteger();

		HangingOnce(Position position) {
			this.position = position;
		}

		@Override
		public Position loadOrCreate(LaneKey key) {
			assertThat(key).isEqualTo(KEY);
			if (this.loads.incrementAndGet() == 1) {
				try {
					this.goOn.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}
			return this.position;
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
