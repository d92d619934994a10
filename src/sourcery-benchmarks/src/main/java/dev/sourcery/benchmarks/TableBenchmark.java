package dev.sourcery.benchmarks;

import java.time.Duration;
import java.util.List;

import dev.sourcery.benchmarks.TableModels.BatchedRows;
import dev.sourcery.benchmarks.TableModels.Model;
import dev.sourcery.benchmarks.TableModels.SingleRows;
import dev.sourcery.projection.ProjectionDefinition;
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
			TableModels.clear(jdbc, TableModels.PLAIN);
			return verified(jdbc, TableModels.PLAIN, size, plain.catchUp(batchSize));
		})
			.enter(Side.SOURCERY, 1, catchUp(database, batchSize, new SingleRows(jdbc, size)))
			.enter(BATCHED, 1, catchUp(database, batchSize, new BatchedRows(jdbc, size)))
			.run();
		report.contests("events");
		report.contest("one upsert per event", results, Side.SOURCERY);
		report.contest("one upsert per batch, plain: per event", results, BATCHED);
		report.atLeast("upsert per event", 1, results.ratio(Side.SOURCERY, Side.PLAIN));
		report.atLeast("upsert per batch", 3, results.ratio(BATCHED, Side.PLAIN));
	}

	private static long rebuild(Node node, String name, Model model) throws InterruptedException {
		model.awaitAll();
		node.projections().rebuild(name);
		model.awaitAll();
		// ends with the last batch
		node.projections().await(name, node.lastToken(), Duration.ofMinutes(10));
		return verified(model.jdbc, model.table(), model.size(), model.size());
	}

	private static long verified(JdbcTemplate jdbc, String table, int size, long handled) {
		Long rows = jdbc.queryForObject("select count(*) from " + table, Long.class);
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
		Node node = Node.start(database, SubscriptionSettings.standard().batchSize(), Node.definition(database, model));
		try {
			Results results = new Contest(settings, database)
				.enter(REBUILD, 1, (thread) -> () -> rebuild(node, BatchedRows.NAME, model))
				.run();
			report.text(Report.format("\nRebuild of %,d events with one upsert per batch: %s events/s, CPU µs %s.\n",
					size, Report.number(results.rate(REBUILD)), results.cpu(REBUILD)));
			report.mustHold("rebuild with one upsert per batch >= 50,000 events/s", results.rate(REBUILD) >= 50_000,
					Report.number(results.rate(REBUILD)));
		}
		finally {
			node.close();
		}
	}

	private static void compareBatchSizes(Database database, Settings settings, Report report) {
		int size = settings.sizeOr(20_000, 100_000);
		fill(database, size);
		report.table("maximum batch size", "upsert per event: events/s", "in relation to 1,000", "CPU µs",
				"upsert per batch: events/s", "in relation to 1,000", "CPU µs");
		Contest contest = new Contest(settings, database);
		for (int batchSize : BATCH_SIZES) {
			contest.enter("single " + batchSize, 1,
					catchUp(database, batchSize, new SingleRows(database.jdbc(), size)));
			contest.enter("batched " + batchSize, 1,
					catchUp(database, batchSize, new BatchedRows(database.jdbc(), size)));
		}
		Results results = contest.run();
		for (int batchSize : BATCH_SIZES) {
			String single = "single " + batchSize;
			String batched = "batched " + batchSize;
			report.row(Report.format("%,d", batchSize), Report.number(results.rate(single)),
					Report.ratios(results, single, "single 1000"), results.cpu(single),
					Report.number(results.rate(batched)), Report.ratios(results, batched, "batched 1000"),
					results.cpu(batched));
		}
	}

	private static Workload catchUp(Database database, int batchSize, Model model) {
		// compiled once: the code of a handler is slow at first
		ProjectionDefinition definition = Node.definition(database, model);
		return (thread) -> () -> {
			model.reset();
			Node node = Node.start(database, batchSize, definition);
			try {
				model.awaitAll();
			}
			finally {
				node.close();
			}
			return verified(model.jdbc, model.table(), model.size(), model.size());
		};
	}

}
