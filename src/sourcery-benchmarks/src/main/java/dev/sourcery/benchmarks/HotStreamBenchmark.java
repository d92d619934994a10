package dev.sourcery.benchmarks;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Measures all threads on one stream: each appends after its last known version and
 * retries after a conflict.
 */
final class HotStreamBenchmark implements Benchmark {

	private static final int THREADS = 16;

	@Override
	public String name() {
		return "hot-stream";
	}

	@Override
	public void run(Database database, Settings settings, Report report) {
		report.title("Hot stream");
		report
			.text("""
					16 threads append to one stream, and to the next when it has %d events. The repository retries by its standard
					policy, the others retry immediately. Latencies are of a commit with all its attempts.
					"""
				.formatted(HotStream.LENGTH));
		report.table("case", "side", "commits/s", "ratio (rounds)", "attempts per commit",
				"commits per thread min / max", "retries exhausted", "p50 / p99 ms");
		appendOnly(database, settings, report);
		loadAndAppend(database, settings, report);
	}

	private static void appendOnly(Database database, Settings settings, Report report) {
		HotStream plain = new HotStream();
		HotStream sourcery = new HotStream();
		contest("append at the last known version", plain, sourcery, new LongAdder(), database, settings, report,
				HotAppends.atLastKnownVersion(database.plainStore(), plain),
				HotAppends.atLastKnownVersion(Stores.standard(database), sourcery));
	}

	private static void loadAndAppend(Database database, Settings settings, Report report) {
		HotStream plain = new HotStream();
		HotStream sourcery = new HotStream();
		LongAdder givenUp = new LongAdder();
		contest("load, decide, append (repository)", plain, sourcery, givenUp, database, settings, report,
				HotAppends.loadedFirst(database.plainStore(), plain),
				HotAppends.byRepository(Stores.standard(database), sourcery, givenUp));
	}

	private static void contest(String name, HotStream plain, HotStream sourcery, LongAdder givenUp, Database database,
			Settings settings, Report report, Workload plainly, Workload sourcerly) {
		database.reset((table) -> {
		});
		Results results = new Contest(settings, database).gauge(() -> plain.attempts() + sourcery.attempts())
			.enter(Side.PLAIN, THREADS, plainly)
			.enter(Side.SOURCERY, THREADS, sourcerly)
			.run();
		row(name, Side.PLAIN, results, 0, report);
		row(name, Side.SOURCERY, results, givenUp.sum(), report);
		report.atLeast("hot stream, %s: commits/s to plain".formatted(name), 1,
				results.ratio(Side.SOURCERY, Side.PLAIN));
		double plainAttempts = results.gaugePerUnit(Side.PLAIN);
		double sourceryAttempts = results.gaugePerUnit(Side.SOURCERY);
		report.mustHold("hot stream, %s: fewer attempts per commit than plain".formatted(name),
				sourceryAttempts < plainAttempts,
				"%s to %s".formatted(Report.ratio(sourceryAttempts), Report.ratio(plainAttempts)));
	}

	private static void row(String name, String side, Results results, long givenUp, Report report) {
		long[] commits = commitsPerThread(results.of(side));
		report.row(name, side, Report.number(results.rate(side)), Report.ratios(results, side, Side.PLAIN),
				Report.ratio(results.gaugePerUnit(side)),
				Report.format("%,d / %,d", LongStream.of(commits).min().orElseThrow(),
						LongStream.of(commits).max().orElseThrow()),
				Long.toString(givenUp), Report.latencies(results, side));
	}

	private static long[] commitsPerThread(List<Round> rounds) {
		return IntStream.range(0, THREADS)
			.mapToLong((thread) -> rounds.stream().mapToLong((round) -> round.threads().get(thread).units()).sum())
			.toArray();
	}

}
