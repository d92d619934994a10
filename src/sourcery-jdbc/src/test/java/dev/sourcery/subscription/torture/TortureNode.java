package dev.sourcery.subscription.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import com.zaxxer.hikari.HikariDataSource;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.subscription.RunningSubscription;
import dev.sourcery.subscription.SubscriptionRuntime;
import dev.sourcery.subscription.SubscriptionSettings;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import dev.sourcery.subscription.jdbc.JdbcCommitBroadcast;
import dev.sourcery.tail.EventSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * A process that runs all subscriptions, and appends while the table of writers says so.
 */
final class TortureNode {

	static final Duration LEASE = Duration.ofSeconds(1);

	static final SubscriptionSettings SETTINGS = new SubscriptionSettings(200, Duration.ofMillis(100),
			Duration.ofMillis(300), Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofSeconds(5));

	private static final int STREAMS = 40;

	private final HikariDataSource pool = new HikariDataSource();

	private final JdbcTemplate jdbc;

	private final JdbcEventStore store;

	private TortureNode(String url) {
		this.pool.setJdbcUrl(url);
		this.pool.setUsername("postgres");
		this.pool.setMaximumPoolSize(12);
		this.pool.setConnectionTimeout(2000);
		this.pool.setInitializationFailTimeout(-1);
		this.jdbc = new JdbcTemplate(this.pool);
		this.store = new JdbcEventStore(this.pool, new JdbcTransactionManager(this.pool),
				new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA);
	}

	public static void main(String[] arguments) throws InterruptedException {
		TortureNode node = new TortureNode(arguments[0]);
		node.startSubscriptions();
		node.write(new Random(Long.parseLong(arguments[1])));
	}

	private void startSubscriptions() {
		JdbcCheckpoints checkpoints = new JdbcCheckpoints(this.pool, new JdbcTransactionManager(this.pool),
				StoreDatabase.SCHEMA, LEASE);
		SubscriptionRuntime runtime = new SubscriptionRuntime(EventSource.of(this.store), checkpoints, SETTINGS,
				new JdbcCommitBroadcast(this.pool, StoreDatabase.SCHEMA));
		TortureSubscription.Kind.ALL.forEach(
				(kind) -> new RunningSubscription(new TortureSubscription(kind, this.jdbc, true), runtime).start());
	}

	private void write(Random random) throws InterruptedException {
		while (!Thread.currentThread().isInterrupted()) {
			try {
				if (isWriting()) {
					append(random);
				}
			}
			catch (RuntimeException ex) {
				// the server restarts, or a backend was ended: an append may or may not
				// be stored
				Thread.sleep(50);
			}
			Thread.sleep(random.nextInt(4));
		}
	}

	private boolean isWriting() {
		return this.jdbc.queryForObject("select exists (select from writing where until > clock_timestamp())",
				Boolean.class);
	}

	private void append(Random random) {
		List<NewEvent> events = new ArrayList<>();
		for (int i = random.nextInt(4); i >= 0; i--) {
			char letter = (char) ('a' + random.nextInt(20));
			events.add(NewEvent
				.of(new Happened(letter + ((random.nextInt(3000) == 0) ? TortureSubscription.POISON : ""))));
		}
		this.store.append(new StreamId("thing", "s" + random.nextInt(STREAMS)), ExpectedVersion.any(), events);
	}

}
