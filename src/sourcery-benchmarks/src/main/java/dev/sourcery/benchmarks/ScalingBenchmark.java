package dev.sourcery.benchmarks;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.dao.DataAccessException;

/**
 * Measures the throughput of 16 writers as a multiple of that of 1 writer.
 */
final class ScalingBenchmark implements Benchmark {

	private static final int THREADS = 16;

	private static final String MANY = " 16";

	private static final String SLOW_COMMITS = "set commit_delay = 5000; set commit_siblings = 0";

	@Override
	public String name() {
		return "scaling";
	}

	@Override
	public void run(Database database, Settings settings, Report report) {
		report.title("Scaling");
		report.text(
				"1 event to new streams by 1 writer and by 16; with slow commits, each waits 5 ms before it flushes.\n");
		report.table("commits", "side", "1 writer: commits/s", "16 writers: commits/s", "factor (rounds)",
				"1 writer: p50 / p99 ms", "16 writers: p50 / p99 ms");
		run("as they are", database.dataSource(), database, settings, report);
		if (maySlowCommits(database)) {
			try (HikariDataSource slow = database.pool(SLOW_COMMITS)) {
				run("with commit_delay", slow, database, settings, report);
			}
		}
	}

	private static boolean maySlowCommits(Database database) {
		try {
			database.jdbc().execute("set commit_delay = 0");
			return true;
		}
		catch (DataAccessException ex) {
			System.err.println("Skipping slow commits; the user may not set commit_delay: " + ex.getMessage());
			return false;
		}
	}

	private static void run(String name, DataSource pool, Database database, Settings settings, Report report) {
		database.reset((table) -> {
		});
		Workload plain = Appends.toNewStreams(new PlainStore(pool, database.plain().schema()), 1);
		Workload sourcery = Appends.toNewStreams(Stores.single(pool, database.sourcery(), database.serializer()), 1);
		Results results = new Contest(settings, database).enter(Side.PLAIN, 1, plain)
			.enter(Side.PLAIN + MANY, THREADS, plain)
			.enter(Side.SOURCERY, 1, sourcery)
			.enter(Side.SOURCERY + MANY, THREADS, sourcery)
			.run();
		row(name, Side.PLAIN, results, report);
		row(name, Side.SOURCERY, results, report);
		double factor = results.ratio(Side.SOURCERY + MANY, Side.SOURCERY);
		report.atLeast("scaling, commits %s: factor of sourcery to factor of plain".formatted(name), 0.9,
				factor / results.ratio(Side.PLAIN + MANY, Side.PLAIN));
	}

	private static void row(String name, String side, Results results, Report report) {
		report.row(name, side, Report.number(results.rate(side)), Report.number(results.rate(side + MANY)),
				Report.ratios(results, side + MANY, side), Report.latencies(results, side),
				Report.latencies(results, side + MANY));
	}

}
