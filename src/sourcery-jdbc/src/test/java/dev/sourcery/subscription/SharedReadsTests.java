package dev.sourcery.subscription;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StatementLog;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.store.jdbc.StoreDatabase.Ignored;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import dev.sourcery.tail.EventSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.support.JdbcTransactionManager;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Eight subscriptions of one node share their reads.
 */
class SharedReadsTests {

	private static final int SUBSCRIPTIONS = 8;

	private static final int SECONDS = 4;

	private final StoreDatabase database = new StoreDatabase();

	private final StatementLog log = new StatementLog(this.database.dataSource());

	private final JdbcEventStore store = new JdbcEventStore(this.log, new JdbcTransactionManager(this.log),
			new JsonEventSerializer(EventTypes.of(Happened.class, Ignored.class)), StoreDatabase.SCHEMA);

	private final SubscriptionRuntime runtime = new SubscriptionRuntime(EventSource.of(this.store),
			new JdbcCheckpoints(this.log, new JdbcTransactionManager(this.log), StoreDatabase.SCHEMA),
			SubscriptionSettings.standard());

	private final List<Recording> recordings = IntStream.range(0, SUBSCRIPTIONS).mapToObj(Recording::new).toList();

	private final List<RunningSubscription> subscriptions = this.recordings.stream()
		.map((recording) -> new RunningSubscription(recording, this.runtime))
		.toList();

	@AfterEach
	void stop() {
		this.subscriptions.forEach(RunningSubscription::beginStop);
		this.subscriptions.forEach(RunningSubscription::awaitStop);
		this.database.close();
	}

	private void awaitAll(ConsistencyToken token) throws InterruptedException {
		for (RunningSubscription subscription : this.subscriptions) {
			subscription.await(token, Nodes.LONG);
		}
	}

	private long reads() {
		return this.log.statements().stream().filter((sql) -> sql.contains("server.same")).count();
	}

	@Test
	void anEventIsReadOnceForAllSubscriptions() throws Exception {
		this.subscriptions.forEach(RunningSubscription::start);
		awaitAll(append(this.store, "s", "first").token().orElseThrow());
		for (int i = 0; i < 20; i++) {
			long before = reads();
			awaitAll(append(this.store, "s", "next " + i).token().orElseThrow());
			assertThat(reads() - before).isLessThanOrEqualTo(2);
		}
		assertThat(this.recordings).allSatisfy(
				(recording) -> assertThat(recording.positions).isEqualTo(this.recordings.get(0).positions).hasSize(21));
	}

	@Test
	void subscriptionsThatStartTogetherShareOneScan() throws Exception {
		int pages = 10;
		append(this.store, "s", IntStream.range(0, pages * 1000).mapToObj(Integer::toString).toArray(String[]::new));
		ConsistencyToken token = append(this.store, "s", "last").token().orElseThrow();
		this.subscriptions.forEach(RunningSubscription::start);
		awaitAll(token);
		assertThat(this.recordings)
			.allSatisfy((recording) -> assertThat(recording.positions).hasSize(pages * 1000 + 1).isSorted());
		assertThat(reads()).as("8 times 11 pages without sharing").isLessThan(SUBSCRIPTIONS * pages / 2);
	}

	@Test
	void anIdleNodeSendsFewStatements() throws Exception {
		this.subscriptions.forEach(RunningSubscription::start);
		awaitAll(append(this.store, "s", "first").token().orElseThrow());
		// until the delays between polls have grown to the poll interval
		int before = this.log.statements().size();
		Awaitility.await().pollDelay(Duration.ofSeconds(2)).until(() -> this.log.statements().size() > before);
		int start = this.log.statements().size();
		Awaitility.await().pollDelay(Duration.ofSeconds(SECONDS)).until(() -> this.log.statements().size() > start);
		List<String> all = List.copyOf(this.log.statements());
		List<String> idle = all.subList(start, all.size());
		assertThat(idle).as("5 statements a second").hasSizeLessThanOrEqualTo(5 * SECONDS);
	}

	private static final class Recording implements Subscription {

		private final int number;

		private final List<Position> positions = new CopyOnWriteArrayList<>();

		Recording(int number) {
			this.number = number;
		}

		@Override
		public SubscriptionKey key() {
			return new SubscriptionKey("s" + this.number, 1);
		}

		@Override
		public Set<String> eventTypes() {
			return (this.number % 2 == 0) ? Set.of() : Set.of("thing.happened");
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
			this.positions.addAll(batch.stream().map(RecordedEvent::position).toList());
		}

		@Override
		public void reset() {
			this.positions.clear();
		}

	}

}
