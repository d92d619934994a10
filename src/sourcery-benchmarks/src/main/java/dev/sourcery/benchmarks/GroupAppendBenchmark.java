package dev.sourcery.benchmarks;

import dev.sourcery.store.EventStore;

/**
 * Appends of 64 callers, which a store may join into one transaction.
 */
final class GroupAppendBenchmark implements Benchmark {

	private static final int THREADS = 64;

	@Override
	public String name() {
		return "group-append";
	}

	@Override
	public void run(Database database, Settings settings, Report report) {
		report.title("Group append");
		report.text("Commits of 1 event by 64 threads; the store may join what waits at the same time.\n");
		report.contests("commits");
		OwnStreams streams = OwnStreams.create(THREADS, 200);
		database.reset(streams::fill);
		PlainStore plain = database.plainStore();
		EventStore sourcery = Stores.grouping(database);
		Results existing = new Contest(settings, database)
			.enter(Side.PLAIN, THREADS, Appends.toKnownVersions(plain, 1, streams))
			.enter(Side.SOURCERY, THREADS, Appends.toKnownVersions(sourcery, 1, streams))
			.run();
		Results fresh = new Contest(settings, database).enter(Side.PLAIN, THREADS, Appends.toNewStreams(plain, 1))
			.enter(Side.SOURCERY, THREADS, Appends.toNewStreams(sourcery, 1))
			.run();
		report.contest("existing streams at their exact version", existing);
		report.contest("new streams", fresh);
		report.atLeast("group append 1 event, 64 threads, existing streams", 3,
				existing.ratio(Side.SOURCERY, Side.PLAIN));
		report.atLeast("group append 1 event, 64 threads, new streams", 3, fresh.ratio(Side.SOURCERY, Side.PLAIN));
	}

}
