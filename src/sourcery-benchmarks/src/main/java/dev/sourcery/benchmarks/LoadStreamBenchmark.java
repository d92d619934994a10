package dev.sourcery.benchmarks;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import dev.sourcery.event.StreamId;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.StreamQuery;

/**
 * Loads whole streams into records.
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
		report
			.text("One thread reads a random stream, payload and metadata into records. Latencies are of a stream.\n");
		report.contests("events");
		for (int length : List.of(10, 100, 1_000, 10_000)) {
			Results results = run(length, database, settings);
			report.contest(Report.number(length) + " events", results);
			if (length <= 1_000) {
				report.atLeast("load " + length + " events", 0.85, results.ratio(Side.SOURCERY, Side.PLAIN));
			}
		}
	}

	private static Results run(int length, Database database, Settings settings) {
		List<String> streams = EventsTable.randomIds(EVENTS / length);
		database.reset((table) -> table.fill(streams, length));
		PlainStore plain = database.plainStore();
		EventStore sourcery = Stores.single(database);
		return new Contest(settings, database).enter(Side.PLAIN, 1, (thread) -> () -> plain.read(any(streams)).size())
			.enter(Side.SOURCERY, 1,
					(thread) -> () -> sourcery.read(StreamQuery.of(new StreamId(Transferred.AGGREGATE, any(streams))))
						.toList()
						.size())
			.run();
	}

	private static String any(List<String> streams) {
		return streams.get(ThreadLocalRandom.current().nextInt(streams.size()));
	}

}
