package dev.sourcery.benchmarks;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.sourcery.benchmarks.Round.ThreadRound;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ListenerHandle;
import dev.sourcery.subscription.jdbc.JdbcCommitBroadcast;
import dev.sourcery.tail.CommitBroadcast;
import dev.sourcery.tail.EventSource;

/**
 * Measures the time from a commit to the commit of the batch of a projection, in one
 * process and on another node, which is notified.
 */
final class LatencyBenchmark implements Benchmark {

	private static final Duration INTERVAL = Duration.ofMillis(10);

	private static final String SAME_NODE = "same node";

	private static final String OTHER_NODE = "other node";

	private static final double MAX_MEDIAN = 2;

	private static final double MAX_P99 = 8;

	@Override
	public String name() {
		return "latency";
	}

	@Override
	public void run(Database database, Settings settings, Report report) {
		int events = events(settings.roundTime().multipliedBy(2L * settings.rounds()));
		report.title("Latency");
		report.text(Report.format(
				"One thread appends %,d events, one every %d ms. The time from the return of the append to the commit of the batch of a projection, which only moves its checkpoint.\n",
				events, INTERVAL.toMillis()));
		database.reset((table) -> {
		});
		report.table("projection", "p50 ms", "p95 ms", "p99 ms", "p100 ms");
		report(SAME_NODE, sameNode(database, events(settings.warmUp()), events), report);
		report(OTHER_NODE, otherNode(database, events(settings.warmUp()), events), report);
	}

	private static int events(Duration time) {
		return Math.max(10, (int) (time.toNanos() / INTERVAL.toNanos()));
	}

	private static void report(String name, Latencies latencies, Report report) {
		Results results = new Results(
				Map.of(name, List.of(new Round(1, 1, List.of(new ThreadRound(1, latencies, 0, 0)), 0, Cpu.NONE))));
		report.row(name, millis(results.millis(name, 50)), millis(results.millis(name, 95)),
				millis(results.millis(name, 99)), millis(results.millis(name, 100)));
		atMost(name + ": p50 < 2 ms", MAX_MEDIAN, results.millis(name, 50), report);
		atMost(name + ": p99 < 8 ms", MAX_P99, results.millis(name, 99), report);
	}

	private static void atMost(String what, double bound, double millis, Report report) {
		report.mustHold("latency, " + what, millis < bound, millis(millis));
	}

	private static String millis(double value) {
		return Report.format("%.2f", value);
	}

	private static Latencies sameNode(Database database, int warmUp, int events) {
		EventStore store = Stores.standard(database);
		return measure(database, store, store, CommitBroadcast.none(), warmUp, events);
	}

	private static Latencies otherNode(Database database, int warmUp, int events) {
		EventStore appending = Stores.standard(database);
		CommitBroadcast sending = new JdbcCommitBroadcast(database.dataSource(), database.sourcery().schema());
		sending.start(() -> {
		});
		ListenerHandle commits = EventSource.of(appending).hooks().afterCommit((appended) -> sending.committed());
		try {
			return measure(database, appending, Stores.standard(database),
					new JdbcCommitBroadcast(database.dataSource(), database.sourcery().schema()), warmUp, events);
		}
		finally {
			commits.close();
			sending.close();
		}
	}

	private static Latencies measure(Database database, EventStore appending, EventStore following,
			CommitBroadcast broadcast, int warmUp, int events) {
		Map<Long, Long> returnedAt = new LinkedHashMap<>();
		FollowingNode node = FollowingNode.start(database, following, broadcast, 1);
		try {
			PacedAppends appends = new PacedAppends(appending, INTERVAL);
			appends.run(warmUp, (position, time) -> {
			});
			node.await(warmUp);
			appends.run(events, returnedAt::put);
			node.await(warmUp + events);
		}
		finally {
			node.close();
		}
		Latencies latencies = new Latencies();
		// an append returns after it has notified the projection
		returnedAt
			.forEach((position, time) -> latencies.add(Math.max(0, node.follower(0).committedAt(position) - time)));
		return latencies;
	}

}
