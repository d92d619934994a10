package dev.sourcery.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.subscription.RunningSubscription;
import dev.sourcery.subscription.Subscription;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.SubscriptionRuntime;
import dev.sourcery.subscription.SubscriptionSettings;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import dev.sourcery.subscription.jdbc.JdbcCommitBroadcast;
import dev.sourcery.tail.EventSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * The program of {@link HandOverBenchmark}: a node that writes each event into a journal,
 * until the process is ended.
 */
final class HandOverNode {

	static final SubscriptionKey FIRST = new SubscriptionKey("hand-over-first", 1);

	// so that each node is at work, as nodes are that share several subscriptions
	private static final SubscriptionKey SECOND = new SubscriptionKey("hand-over-second", 1);

	private HandOverNode() {
	}

	/**
	 * Starts the node, and stops it when the process is asked to end.
	 * @param arguments the lease in milliseconds
	 */
	public static void main(String... arguments) {
		Database database = Database.connect(System.getenv(BenchmarkServer.URL_VARIABLE));
		String schema = database.sourcery().schema();
		JdbcEventStore store = Stores.standard(database);
		SubscriptionRuntime runtime = new SubscriptionRuntime(EventSource.of(store),
				new JdbcCheckpoints(database.dataSource(), new JdbcTransactionManager(database.dataSource()), schema,
						Duration.ofMillis(Long.parseLong(arguments[0]))),
				SubscriptionSettings.standard(), new JdbcCommitBroadcast(database.dataSource(), schema));
		List<RunningSubscription> running = Stream.of(FIRST, SECOND)
			.map((key) -> new RunningSubscription(new Journal(key, database.jdbc(), schema), runtime))
			.toList();
		running.forEach(RunningSubscription::start);
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			running.forEach(RunningSubscription::beginStop);
			running.forEach(RunningSubscription::awaitStop);
		}));
	}

	/**
	 * A subscription that records which process has handled an event.
	 */
	private record Journal(SubscriptionKey key, JdbcTemplate jdbc, String schema) implements Subscription {

		@Override
		public Set<String> eventTypes() {
			return Set.of(Transferred.TYPE);
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
			long process = ProcessHandle.current().pid();
			this.jdbc.batchUpdate(
					"insert into %s.journal (subscription, position, process) values (?, ?, ?)".formatted(this.schema),
					batch.stream()
						.map((event) -> new Object[] { this.key.name(), event.position().value(), process })
						.toList());
		}

		@Override
		public void reset() {
			throw new IllegalStateException("A journal is not reset");
		}

	}

}
