package dev.sourcery.subscription;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.tail.EventSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * All subscriptions of a node share a few connections.
 */
class ManySubscriptionsTests {

	private static final int SUBSCRIPTIONS = 50;

	private final StoreDatabase database = new StoreDatabase((pool) -> pool.setMaximumPoolSize(10));

	private final JdbcEventStore store = this.database.store();

	private final SubscriptionRuntime runtime = new SubscriptionRuntime(EventSource.of(this.store),
			this.database.checkpoints(), Nodes.SETTINGS);

	private final AtomicInteger handling = new AtomicInteger();

	private final AtomicInteger most = new AtomicInteger();

	private final CountDownLatch goOn = new CountDownLatch(1);

	private final Set<String> handled = ConcurrentHashMap.newKeySet();

	private final List<RunningSubscription> subscriptions = IntStream.range(0, SUBSCRIPTIONS)
		.mapToObj((number) -> new RunningSubscription(new Counting("s" + number), this.runtime))
		.toList();

	@AfterEach
	void stop() {
		this.goOn.countDown();
		this.subscriptions.forEach(RunningSubscription::beginStop);
		this.subscriptions.forEach(RunningSubscription::awaitStop);
		this.database.close();
	}

	@Test
	void fiftySubscriptionsWorkOnAPoolOfTen() throws Exception {
		ConsistencyToken token = append(this.store, "a", "1", "2").token().orElseThrow();
		this.subscriptions.forEach(RunningSubscription::start);
		Awaitility.await().until(() -> this.runtime.connectionUse().isLimiting());
		ConnectionUse use = this.runtime.connectionUse();
		assertThat(use.max()).isEqualTo(4);
		assertThat(use.used()).isLessThanOrEqualTo(4);
		// callers have connections left
		append(this.store, "a", "3");

		this.goOn.countDown();
		for (RunningSubscription subscription : this.subscriptions) {
			subscription.await(token, Nodes.LONG);
		}
		assertThat(this.handled).hasSize(SUBSCRIPTIONS);
		assertThat(this.most).hasValueLessThanOrEqualTo(4);
		Awaitility.await().until(() -> !this.runtime.connectionUse().isLimiting());
	}

	private final class Counting implements Subscription {

		private final String name;

		Counting(String name) {
			this.name = name;
		}

		@Override
		public SubscriptionKey key() {
			return new SubscriptionKey(this.name, 1);
		}

		@Override
		public Set<String> eventTypes() {
			return Set.of();
		}

		@Override
		public boolean needsMetadata() {
			return false;
		}

		@Override
		public int batchSize(int configured) {
			return configured;
		}

		@Override
		public void handle(List<RecordedEvent<?>> batch) {
			ManySubscriptionsTests test = ManySubscriptionsTests.this;
			test.most.accumulateAndGet(test.handling.incrementAndGet(), Math::max);
			try {
				test.goOn.await();
				test.handled.add(this.name);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			finally {
				test.handling.decrementAndGet();
			}
		}

		@Override
		public void reset() {
		}

	}

}
