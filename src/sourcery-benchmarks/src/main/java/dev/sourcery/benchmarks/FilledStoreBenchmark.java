package dev.sourcery.benchmarks;

/**
 * Measures whether appends become slower as the store grows.
 */
final class FilledStoreBenchmark implements Benchmark {

	private static final int THREADS = 16;

	private static final String FILLED = " filled";

	@Override
	public String name() {
		return "filled";
	}

	@Override
	public void run(Database database, Settings settings, Report report) {
		int size = settings.sizeOr(300_000, 5_000_000);
		report.title("A filled store");
		report.text(
				Report.format("16 threads append 1 event to new streams, beside %,d events and beside none.\n", size));
		EventsTable filled = database.table("benchmark_filled");
		try {
			filled.fillAtRandom(size, 10);
			database.checkpoint();
			run(filled, size, database, settings, report);
		}
		finally {
			filled.drop();
		}
	}

	private static void run(EventsTable filled, int size, Database database, Settings settings, Report report) {
		PlainStore plain = new PlainStore(database.dataSource(), filled.schema());
		Results results = new Contest(settings, database).beforeEachTurn(() -> {
			database.plain().clear();
			database.sourcery().clear();
		})
			.enter(Side.PLAIN, THREADS, Appends.toNewStreams(database.plainStore(), 1))
			.enter(Side.PLAIN + FILLED, THREADS, Appends.toNewStreams(plain, 1))
			.enter(Side.SOURCERY, THREADS, Appends.toNewStreams(Stores.single(database), 1))
			.enter(Side.SOURCERY + FILLED, THREADS,
					Appends.toNewStreams(Stores.single(database.dataSource(), filled, database.serializer()), 1))
			.run();
		report.table("side", "none: commits/s", Report.format("%,d: commits/s", size), "ratio (rounds)",
				"none: p50 / p99 ms", Report.format("%,d: p50 / p99 ms", size));
		row(Side.PLAIN, results, report);
		row(Side.SOURCERY, results, report);
		report.atLeast(Report.format("append beside %,d events to beside none", size), 0.9,
				results.ratio(Side.SOURCERY + FILLED, Side.SOURCERY));
	}

	private static void row(String side, Results results, Report report) {
		report.row(side, Report.number(results.rate(side)), Report.number(results.rate(side + FILLED)),
				Report.ratios(results, side + FILLED, side), Report.latencies(results, side),
				Report.latencies(results, side + FILLED));
	}

}
