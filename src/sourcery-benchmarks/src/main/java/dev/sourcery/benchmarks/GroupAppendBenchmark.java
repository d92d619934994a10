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
		report.text("Commits of 1 event by many threads, by the store as an application gets it.\n");
		report.contests("commits");
		for (int threads : new int[] { 1, 4, 16, 64 }) {
			run(threads, database, settings, report);
		}
	}

	private static void run(int threads, Database database, Settings settings, Report report) {
		OwnStreams streams = OwnStreams.create(threads, 200);
		database.reset(streams::fill);
		PlainStore plain = database.plainStore();
		EventStore sourcery = Stores.standard(database);
		Results existing = new Contest(settings, database)
			.enter(Side.PLAIN, threads, Appends.toKnownVersions(plain, 1, streams))
			.enter(Side.SOURCERY, threads, Appends.toKnownVersions(sourcery, 1, streams))
			.run();
		Results fresh = new Contest(settings, database).enter(Side.PLAIN, threads, Appends.toNewStreams(plain, 1))
			.enter(Side.SOURCERY, threads, Appends.toNewStreams(sourcery, 1))
			.run();
		report.contest("%d threads, existing streams at their exact version".formatted(threads), existing);
		report.contest("%d threads, new streams".formatted(threads), fresh);
		if (threads == THREADS) {
			report.atLeast("group append 1 event, 64 threads, existing streams", 3,
					existing.ratio(Side.SOURCERY, Side.PLAIN));
			report.atLeast("group append 1 event, 64 threads, new streams", 3, fresh.ratio(Side.SOURCERY, Side.PLAIN));
		}
	}

}
