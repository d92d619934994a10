package dev.sourcery.benchmarks;

import java.util.List;

import dev.sourcery.store.EventStore;

/**
 * Measures appends of 1 and 10 events, to new and to existing streams.
 */
final class AppendBenchmark implements Benchmark {

	private static final int STREAMS_PER_THREAD = 200;

	@Override
	public String name() {
		return "append";
	}

	@Override
	public void run(Database database, Settings settings, Report report) {
		report.title("Append");
		report.text("Commits of 1 or 10 events of 250 bytes, without a transaction of the caller.\n");
		report.contests("commits");
		for (Case each : settings.full() ? all() : quick()) {
			Results results = run(each, database, settings);
			report.contest(each.toString(), results);
			if (each.events == 1 && each.threads <= 16 && each.target != Target.ANY) {
				report.atLeast("append " + each, 0.92, results.ratio(Side.SOURCERY, Side.PLAIN));
			}
		}
	}

	private static List<Case> quick() {
		return List.of(new Case(1, 1, Target.NEW), new Case(1, 1, Target.EXACT), new Case(1, 4, Target.NEW),
				new Case(1, 4, Target.EXACT), new Case(1, 16, Target.NEW), new Case(1, 16, Target.EXACT),
				new Case(1, 16, Target.ANY), new Case(10, 4, Target.EXACT));
	}

	private static List<Case> all() {
		return List.of(1, 10)
			.stream()
			.flatMap((events) -> List.of(Target.values())
				.stream()
				.flatMap(
						(target) -> List.of(1, 4, 16, 64).stream().map((threads) -> new Case(events, threads, target))))
			.toList();
	}

	static Results run(Case each, Database database, Settings settings) {
		OwnStreams streams = OwnStreams.create(each.threads, STREAMS_PER_THREAD);
		database.reset(streams::fill);
		PlainStore plain = database.plainStore();
		EventStore sourcery = Stores.single(database);
		Contest contest = new Contest(settings, database);
		switch (each.target) {
			case NEW -> contest.enter(Side.PLAIN, each.threads, Appends.toNewStreams(plain, each.events))
				.enter(Side.SOURCERY, each.threads, Appends.toNewStreams(sourcery, each.events));
			case EXACT -> contest.enter(Side.PLAIN, each.threads, Appends.toKnownVersions(plain, each.events, streams))
				.enter(Side.SOURCERY, each.threads, Appends.toKnownVersions(sourcery, each.events, streams));
			case ANY -> contest.enter(Side.PLAIN, each.threads, Appends.toAnyVersion(plain, each.events, streams))
				.enter(Side.SOURCERY, each.threads, Appends.toAnyVersion(sourcery, each.events, streams));
		}
		return contest.run();
	}

	/**
	 * The target of events.
	 */
	enum Target {

		NEW("new streams"), EXACT("existing streams at their exact version"), ANY("existing streams at any version");

		private final String words;

		Target(String words) {
			this.words = words;
		}

	}

	/**
	 * The parameters of a contest.
	 */
	record Case(int events, int threads, Target target) {

		@Override
		public String toString() {
			return "%d event%s, %d thread%s, %s".formatted(this.events, (this.events > 1) ? "s" : "", this.threads,
					(this.threads > 1) ? "s" : "", this.target.words);
		}

	}

}
