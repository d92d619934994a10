package dev.sourcery.benchmarks;

import java.time.Duration;

import dev.sourcery.store.EventStore;
import dev.sourcery.tail.CommitBroadcast;

/**
 * Measures the CPU time of appends on a node with 8 projections, with 1 and without any.
 */
final class LiveBenchmark implements Benchmark {

	private static final Duration INTERVAL = Duration.ofMillis(2);

	private static final String NONE = "no projection";

	private static final String ONE = "1 projection";

	private static final String EIGHT = "8 projections";

	@Override
	public String name() {
		return "live";
	}

	@Override
	public void run(Database database, Settings settings, Report report) {
		int events = Math.max(10, (int) (settings.roundTime().toNanos() / INTERVAL.toNanos()));
		report.title("Live projections");
		report.text(Report.format(
				"One thread appends %,d events, one every %d ms, until all projections of the node have handled them. The projections do nothing but move their checkpoints.\n",
				events, INTERVAL.toMillis()));
		database.reset((table) -> {
		});
		EventStore store = Stores.standard(database);
		Results results = new Contest(settings, database)
			.enter(NONE, 1, (thread) -> () -> follow(database, store, 0, events))
			.enter(ONE, 1, (thread) -> () -> follow(database, store, 1, events))
			.enter(EIGHT, 1, (thread) -> () -> follow(database, store, 8, events))
			.run();
		report.table("node", "CPU µs per event, client + server", "in relation to 1 projection");
		for (String name : new String[] { NONE, ONE, EIGHT }) {
			report.row(name, results.cpu(name), Report.ratio(results.cpuMicros(name) / results.cpuMicros(ONE)));
		}
		double cost = results.cpuMicros(EIGHT) / results.cpuMicros(ONE);
		report.mustHold("cost of 8 live projections <= 2 x 1", cost <= 2, Report.ratio(cost));
	}

	private static long follow(Database database, EventStore store, int subscriptions, int events) {
		FollowingNode node = FollowingNode.start(database, store, CommitBroadcast.none(), subscriptions);
		try {
			new PacedAppends(store, INTERVAL).run(events, (position, returnedAt) -> {
			});
			node.await(events);
		}
		finally {
			node.close();
		}
		return events;
	}

}
