package dev.sourcery.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

import dev.sourcery.store.EventStore;
import dev.sourcery.tail.CommitBroadcast;

/**
 * Measures the CPU time of appends on a node with 8 projections, with 1 and without any.
 * Starting and stopping the projections is not included.
 */
final class LiveBenchmark implements Benchmark {

	private static final Duration INTERVAL = Duration.ofMillis(2);

	private static final int NONE = 0;

	private static final int ONE = 1;

	private static final int EIGHT = 8;

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
		Map<Integer, List<Cpu>> rounds = rounds(database, settings.rounds(), events);
		report.table("projections", "CPU µs per event, client + server", "in relation to 1");
		rounds.forEach((projections,
				cpu) -> report.row(String.valueOf(projections), Report.format("%.0f + %.0f",
						micros(cpu, Cpu::clientNanos, events), micros(cpu, Cpu::serverNanos, events)),
						Report.ratio(ratio(rounds, projections))));
		report.mustHold("cost of 8 live projections <= 2 x 1", ratio(rounds, EIGHT) <= 2,
				Report.ratio(ratio(rounds, EIGHT)));
	}

	/**
	 * Returns the CPU time of each round by the number of projections, without a first
	 * round to warm up.
	 */
	private static Map<Integer, List<Cpu>> rounds(Database database, int number, int events) {
		EventStore store = Stores.standard(database);
		List<Integer> order = new ArrayList<>(List.of(NONE, ONE, EIGHT));
		Map<Integer, List<Cpu>> rounds = new LinkedHashMap<>();
		order.forEach((projections) -> rounds.put(projections, new ArrayList<>()));
		for (int round = 0; round <= number; round++) {
			for (int projections : order) {
				Cpu used = follow(database, store, projections, events);
				if (round > 0) {
					rounds.getOrDefault(projections, List.of()).add(used);
				}
			}
			Collections.reverse(order);
		}
		return rounds;
	}

	private static Cpu follow(Database database, EventStore store, int projections, int events) {
		FollowingNode node = FollowingNode.start(database, store, CommitBroadcast.none(), projections);
		try {
			PacedAppends appends = new PacedAppends(store, INTERVAL);
			appends.run(1, (position, returnedAt) -> {
			});
			node.await(1);
			Cpu before = database.cpu();
			appends.run(events, (position, returnedAt) -> {
			});
			node.await(1 + events);
			return database.cpu().minus(before);
		}
		finally {
			node.close();
		}
	}

	private static double micros(List<Cpu> rounds, ToLongFunction<Cpu> nanos, int events) {
		return Results.median(rounds.stream().mapToDouble((cpu) -> nanos.applyAsLong(cpu) / 1e3 / events).toArray());
	}

	private static double ratio(Map<Integer, List<Cpu>> rounds, int projections) {
		return sum(rounds, projections) / sum(rounds, ONE);
	}

	private static double sum(Map<Integer, List<Cpu>> rounds, int projections) {
		return micros(rounds.getOrDefault(projections, List.of()), (cpu) -> cpu.clientNanos() + cpu.serverNanos(), 1);
	}

}
