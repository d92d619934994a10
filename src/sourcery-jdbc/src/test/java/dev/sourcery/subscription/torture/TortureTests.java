package dev.sourcery.subscription.torture;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import dev.sourcery.event.Position;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.OwnServer;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.subscription.Lanes;
import dev.sourcery.subscription.RetriedEvents;
import dev.sourcery.subscription.RunningSubscription;
import dev.sourcery.subscription.SubscriptionRuntime;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import dev.sourcery.subscription.torture.TortureSubscription.Kind;
import dev.sourcery.tail.EventSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three processes run eight subscriptions and append, while processes are killed and
 * suspended for longer than a lease, backends are ended, the server is restarted and the
 * numbers of lanes change. Afterwards each subscription has applied each event once, the
 * events of each key in their order. {@code -Dsourcery.torture.seconds=3600} does it for
 * an hour, {@code -Dsourcery.torture.seed} repeats the disturbances of a run.
 */
class TortureTests {

	private static final Logger logger = LoggerFactory.getLogger(TortureTests.class);

	private static final long SECONDS = Long.getLong("sourcery.torture.seconds", 60);

	private static final long SEED = Long.getLong("sourcery.torture.seed", System.nanoTime());

	private static final int NODES = 3;

	private final Random random = new Random(SEED);

	private final List<Process> nodes = new ArrayList<>();

	private Path directory;

	private OwnServer server;

	private StoreDatabase database;

	private JdbcTemplate jdbc;

	@BeforeEach
	void start(@TempDir Path directory) {
		this.directory = directory;
		this.server = OwnServer.start(directory);
		this.database = this.server.pool();
		this.jdbc = this.database.jdbc();
		TortureSubscription.createTables(this.jdbc);
	}

	@AfterEach
	void close() {
		this.nodes.forEach(Process::destroyForcibly);
		this.database.close();
		this.server.close();
	}

	@Test
	void eachEventIsAppliedOnceInOrderWhateverHappens() throws Exception {
		this.jdbc.update("insert into writing values (clock_timestamp() + ? * interval '1 second')", SECONDS + 30);
		for (int i = 0; i < NODES; i++) {
			this.nodes.add(startNode(i));
		}
		long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
		while (System.nanoTime() < end) {
			disturb();
			TimeUnit.MILLISECONDS.sleep(300 + this.random.nextInt(700));
			for (int i = 0; i < NODES; i++) {
				if (!this.nodes.get(i).isAlive()) {
					this.nodes.set(i, startNode(i));
				}
			}
		}
		retrying(() -> this.jdbc.update("update writing set until = clock_timestamp()"));
		retrying(() -> this.jdbc.update("insert into cured values (clock_timestamp())"));
		awaitCaughtUp();
		assertThat(this.jdbc.queryForObject("select count(*) from sourcery.parked_events", Long.class))
			.as("parked events, seed %d", SEED)
			.isPositive();
		Kind.ALL.stream().filter(Kind::parking).forEach(this::retryParked);
		Kind.ALL.forEach(this::assertAppliedOnceInOrder);
	}

	private Process startNode(int number) throws IOException {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
				TortureNode.class.getName(), this.server.dataSource().getUrl(), Long.toString(this.random.nextLong()))
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.directory.resolve("node" + number + ".log").toFile()))
			.start();
	}

	private void disturb() throws Exception {
		Process node = this.nodes.get(this.random.nextInt(NODES));
		int disturbance = this.random.nextInt(20);
		logger.info("Disturbance {}", disturbance);
		if (disturbance < 4) {
			node.destroyForcibly().waitFor();
		}
		else if (disturbance < 9) {
			// longer than a lease
			signal(node, "STOP");
			TimeUnit.MILLISECONDS.sleep(TortureNode.LEASE.toMillis() + this.random.nextInt(1500));
			signal(node, "CONT");
		}
		else if (disturbance < 14) {
			retrying(() -> this.jdbc.query("""
					select pg_terminate_backend(pid)
					from pg_stat_activity
					where backend_type = 'client backend' and pid <> pg_backend_pid() and random() < 0.3
					""", (row) -> {
			}));
		}
		else if (disturbance < 15) {
			this.server.stopAtOnce();
			this.server.start();
		}
		else {
			Kind kind = Kind.ALL.get(this.random.nextInt(Kind.ALL.size()));
			int lanes = 1 + this.random.nextInt(8);
			try {
				lanes().change(kind.key(), lanes);
			}
			catch (DataAccessException ex) {
				logger.info("The lanes of {} could not be changed: {}", kind.name(), ex.getMessage());
			}
		}
	}

	private static void signal(Process process, String signal) throws Exception {
		new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
	}

	private JdbcCheckpoints checkpoints() {
		return new JdbcCheckpoints(this.database.dataSource(), this.database.transactionManager(), StoreDatabase.SCHEMA,
				TortureNode.LEASE);
	}

	private Lanes lanes() {
		return checkpoints().lanes();
	}

	private static void retrying(Runnable action) {
		Awaitility.await().ignoreExceptions().until(() -> {
			action.run();
			return true;
		});
	}

	private void awaitCaughtUp() {
		JdbcEventStore store = this.database.store();
		Position last = store.lastPosition(new Position(Long.MAX_VALUE));
		Awaitility.await()
			.atMost(Duration.ofMinutes(2))
			.ignoreExceptions()
			.untilAsserted(() -> assertThat(this.jdbc.queryForList(
					"""
							select name || ' ' || lane || ' of ' || lanes || ' at ' || position || ' by ' || coalesce(owner, '-')
							from sourcery.subscription_lanes
							where lane < lanes and (position < ? or stop_at is not null)
							""",
					String.class, last.value()))
				.as("lanes behind %s, seed %d", last, SEED)
				.isEmpty());
	}

	private void retryParked(Kind kind) {
		RunningSubscription subscription = new RunningSubscription(new TortureSubscription(kind, this.jdbc, false),
				new SubscriptionRuntime(EventSource.of(this.database.store()), checkpoints(), TortureNode.SETTINGS));
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
			RetriedEvents retried = subscription.retryParked(null);
			assertThat(retried.failed()).as("seed %d", SEED).isEmpty();
			return subscription.failures().parkedEvents() == 0;
		});
	}

	private void assertAppliedOnceInOrder(Kind kind) {
		assertThat(this.jdbc.queryForList("""
				select position || ' ' || count(journal.id) || ' times'
				from sourcery.events
				left join journal using (position)
				where journal.subscription = ? or journal.subscription is null
				group by position
				having count(journal.id) <> 1
				""", String.class, kind.name())).as("events of %s, seed %d", kind.name(), SEED).isEmpty();
		assertThat(this.jdbc.queryForObject("select count(*) from journal where subscription = ?", Long.class,
				kind.name()))
			.as("applied events of %s, seed %d", kind.name(), SEED)
			.isEqualTo(this.jdbc.queryForObject("select count(*) from sourcery.events", Long.class));
		assertThat(this.jdbc.queryForList("""
				select key || ' at ' || position
				from (select key, position, lag(position) over (partition by key order by id) as before
				      from journal
				      where subscription = ?) as steps
				where position < before
				""", String.class, kind.name())).as("order of %s, seed %d", kind.name(), SEED).isEmpty();
		assertThat(this.jdbc.queryForList("""
				select counts.key || ' ' || counts.events
				from counts
				join (select key, count(*) as events, max(position) as last_position
				      from journal
				      where subscription = ?
				      group by key) as expected using (key)
				where counts.subscription = ?
				  and (counts.events, counts.last_position) <> (expected.events, expected.last_position)
				""", String.class, kind.name(), kind.name())).as("read model of %s, seed %d", kind.name(), SEED)
			.isEmpty();
		logger.info("{} is right", kind.name());
	}

}
