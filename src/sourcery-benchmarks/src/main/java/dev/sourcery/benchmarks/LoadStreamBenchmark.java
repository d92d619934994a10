package dev.sourcery.benchmarks;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.RepositoryFactory;

/**
 * Measures loading of aggregates from streams of different lengths.
 */
final class LoadStreamBenchmark implements Benchmark {

	private static final int EVENTS = 40_000;

	@Override
	public String name() {
		return "load";
	}

	@Override
	public void run(Database database, Settings settings, Report report) {
		report.title("Load a stream");
		report.text(
				"One thread loads a random aggregate. Plain JDBC reads version, type and payload, and folds them. Latencies are of a stream.\n");
		report.contests("events");
		for (int length : List.of(10, 100, 1_000, 10_000)) {
			Results results = run(length, database, settings);
			report.contest(Report.number(length) + " events", results);
			if (length <= 1_000) {
				report.atLeast("load " + length + " events", (length <= 10) ? 0.95 : 1,
						results.ratio(Side.SOURCERY, Side.PLAIN));
			}
		}
	}

	private static Results run(int length, Database database, Settings settings) {
		List<String> streams = EventsTable.randomIds(EVENTS / length);
		database.reset((table) -> table.fill(streams, length));
		PlainStore plain = database.plainStore();
		Repository<Balance, String> sourcery = new RepositoryFactory(Stores.standard(database))
			.of(AggregateType.of(Balance.class));
		return new Contest(settings, database)
			.enter(Side.PLAIN, 1, (thread) -> () -> plain.fold(any(streams)).version())
			.enter(Side.SOURCERY, 1, (thread) -> () -> sourcery.load(any(streams)).version())
			.run();
	}

	private static String any(List<String> streams) {
		return streams.get(ThreadLocalRandom.current().nextInt(streams.size()));
	}

}
