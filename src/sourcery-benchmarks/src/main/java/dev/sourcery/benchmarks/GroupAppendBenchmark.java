package dev.sourcery.benchmarks;

import dev.sourcery.store.EventStore;

/**
 * Measures appends of 64 callers, which a store may combine into one transaction.
 */
final class GroupAppendBenchmark implements Benchmark {

	private static final int MANY = 64;

	private static final String COALESCING = "coalescing loop";

	@Override
	public String name() {
		return "group-append";
	}

	@Override
	public void run(Database database, Settings settings, Report report) {
		report.title("Group append");
		report.text("Commits of 1 event by many threads, by the store with the defaults of an application.\n");
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
		report.contest("%d threads, existing streams at their exact version".formatted(threads), existing);
		double existingRatio = existing.ratio(Side.SOURCERY, Side.PLAIN);
		try (CoalescingLoop loop = CoalescingLoop.start(database)) {
			Contest contest = new Contest(settings, database).enter(Side.PLAIN, threads, Appends.toNewStreams(plain, 1))
				.enter(Side.SOURCERY, threads, Appends.toNewStreams(sourcery, 1));
			if (threads == MANY) {
				contest.enter(COALESCING, threads, (thread) -> loop::appendToNewStream);
			}
			Results fresh = contest.run();
			report.contest("%d threads, new streams".formatted(threads), fresh);
			double freshRatio = fresh.ratio(Side.SOURCERY, Side.PLAIN);
			if (threads == MANY) {
				double bare = fresh.ratio(COALESCING, Side.PLAIN);
				report.text(Report.format("| bare coalescing loop, new streams | | %s | %.2f | | | | |",
						Report.number(fresh.rate(COALESCING)), bare));
				mustHold(threads, "existing streams", Math.min(3, 0.9 * bare), existingRatio, report);
				mustHold(threads, "new streams", Math.min(3, 0.9 * bare), freshRatio, report);
			}
			else {
				double bound = (threads == 16) ? 1.1 : 0.92;
				mustHold(threads, "existing streams", bound, existingRatio, report);
				mustHold(threads, "new streams", bound, freshRatio, report);
			}
		}
	}

	private static void mustHold(int threads, String streams, double bound, double ratio, Report report) {
		report.atLeast(Report.format("group append 1 event, %d threads, %s", threads, streams), bound, ratio);
	}

}
