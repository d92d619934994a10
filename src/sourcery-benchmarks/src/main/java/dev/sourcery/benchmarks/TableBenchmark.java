package dev.sourcery.benchmarks;

import java.util.List;

import dev.sourcery.benchmarks.TableModels.BatchedRows;
import dev.sourcery.benchmarks.TableModels.Model;
import dev.sourcery.benchmarks.TableModels.SingleRows;
import dev.sourcery.subscription.SubscriptionSettings;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Measures projections into a table: with one upsert per event, with one per batch, with
 * batches of different sizes, and the rebuild of a read model.
 */
final class TableBenchmark implements Benchmark {

	private static final int VERSIONS = 10;

	private static final String BATCHED = "sourcery batched";

	private static final String REBUILD = "rebuild";

	private static final List<Integer> BATCH_SIZES = List.of(100, 500, 1000, 5000);

	@Override
	public String name() {
		return "table";
	}

	@Override
	public void run(Database database, Settings settings, Report report) {
		report.title("Table");
		TableModels.create(database.jdbc());
		try {
			compareToPlain(database, settings, report);
			rebuild(database, settings, report);
			if (settings.full()) {
				compareBatchSizes(database, settings, report);
			}
		}
		finally {
			TableModels.drop(database.jdbc());
		}
	}

	private static void fill(Database database, int size) {
		List<String> streams = EventsTable.randomIds(size / VERSIONS);
		database.reset((table) -> table.fill(streams, VERSIONS));
	}

	private static void compareToPlain(Database database, Settings settings, Report report) {
		int size = settings.sizeOr(20_000, 200_000);
		int batchSize = SubscriptionSettings.standard().batchSize();
		report.text(Report.format(
				"A new projection adds the amounts of %,d events to the rows of their streams. Plain JDBC reads position, stream and payload in pages of %,d, and executes one upsert per event, each page with its checkpoint in one transaction. Latencies are of a pass.\n",
				size, batchSize));
		fill(database, size);
		PlainTable plain = new PlainTable(database.dataSource(), database.plain().schema());
		JdbcTemplate jdbc = database.jdbc();
		Results results = new Contest(settings, database).enter(Side.PLAIN, 1, (thread) -> () -> {
			TableModels.clear(jdbc);
			return verified(jdbc, size, plain.catchUp(batchSize));
		})
			.enter(Side.SOURCERY, 1, (thread) -> () -> catchUp(database, size, batchSize, new SingleRows(jdbc, size)))
			.enter(BATCHED, 1, (thread) -> () -> catchUp(database, size, batchSize, new BatchedRows(jdbc, size)))
			.run();
		report.contests("events");
		report.contest("one upsert per event", results, Side.SOURCERY);
		report.contest("one upsert per batch, plain: per event", results, BATCHED);
		report.atLeast("upsert per event", 1, results.ratio(Side.SOURCERY, Side.PLAIN));
		report.atLeast("upsert per batch", 3, results.ratio(BATCHED, Side.PLAIN));
	}

	private static long catchUp(Database database, int size, int batchSize, Model model) throws InterruptedException {
		TableModels.clear(model.jdbc);
		Node node = Node.start(database, batchSize, model);
		try {
			model.awaitAll();
		}
		finally {
			node.close();
		}
		return verified(model.jdbc, size, size);
	}

	private static long verified(JdbcTemplate jdbc, int size, long handled) {
		Long rows = jdbc.queryForObject("select count(*) from " + TableModels.TABLE, Long.class);
		if (handled != size || rows == null || rows != size / VERSIONS) {
			throw new IllegalStateException(
					"%d events and %s rows instead of %d and %d".formatted(handled, rows, size, size / VERSIONS));
		}
		return handled;
	}

	private static void rebuild(Database database, Settings settings, Report report) {
		int size = settings.sizeOr(100_000, 1_000_000);
		fill(database, size);
		BatchedRows model = new BatchedRows(database.jdbc(), size);
		TableModels.clear(model.jdbc);
		try (Node node = Node.start(database, SubscriptionSettings.standard().batchSize(), model)) {
			Results results = new Contest(settings, database).enter(REBUILD, 1, (thread) -> () -> {
				model.awaitAll();
				node.projections().rebuild("batched-rows");
				model.awaitAll();
				return size;
			}).run();
			report.text(Report.format("\nRebuild of %,d events with one upsert per batch: %s events/s, CPU µs %s.\n",
					size, Report.number(results.rate(REBUILD)), results.cpu(REBUILD)));
			report.mustHold("rebuild with one upsert per batch >= 50,000 events/s", results.rate(REBUILD) >= 50_000,
					Report.number(results.rate(REBUILD)));
		}
	}

	private static void compareBatchSizes(Database database, Settings settings, Report report) {
		int size = settings.sizeOr(20_000, 100_000);
		fill(database, size);
		JdbcTemplate jdbc = database.jdbc();
		Contest contest = new Contest(settings, database);
		for (int batchSize : BATCH_SIZES) {
			contest.enter("single " + batchSize, 1,
					(thread) -> () -> catchUp(database, size, batchSize, new SingleRows(jdbc, size)));
			contest.enter("batched " + batchSize, 1,
					(thread) -> () -> catchUp(database, size, batchSize, new BatchedRows(jdbc, size)));
		}
		Results results = contest.run();
		report.table("maximum batch size", "upsert per event: events/s", "in relation to 1,000",
				"upsert per batch: events/s", "in relation to 1,000");
		for (int batchSize : BATCH_SIZES) {
			String single = "single " + batchSize;
			String batched = "batched " + batchSize;
			report.row(Report.format("%,d", batchSize), Report.number(results.rate(single)),
					Report.ratios(results, single, "single 1000"), Report.number(results.rate(batched)),
					Report.ratios(results, batched, "batched 1000"));
		}
	}

}
