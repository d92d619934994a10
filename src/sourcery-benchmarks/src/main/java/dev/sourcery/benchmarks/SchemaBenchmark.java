package dev.sourcery.benchmarks;

/**
 * Measures the cost of columns and indexes: variants of the events table are compared
 * with the one without an index on the event id, with plain SQL.
 */
final class SchemaBenchmark implements Benchmark {

	private static final String SCHEMA = "benchmark_schema";

	private static final int THREADS = 16;

	private static final String VARIANT = "variant";

	private static final String BASE = "base";

	@Override
	public String name() {
		return "schema";
	}

	@Override
	public void run(Database database, Settings settings, Report report) {
		report.title("Choices of the schema");
		report
			.text("""
					Each choice beside (a), %s, both tables empty at first: 16 threads append events of 250 bytes one by one, to
					random streams (UUID) of 10 versions, with 5 aggregate types and 20 event types. Write-ahead log from a
					checkpoint after the warm-up on; disk with all indexes; read in pages of 1,000 as text."""
				.formatted(SchemaChoice.BASE.words()));
		report.text("");
		report.table("choice", "append (rounds)", "commits/s", "CPU µs/commit", "(a)", "WAL bytes/event", "(a)",
				"disk bytes/event", "(a)", "read all (rounds)");
		SchemaChoice.others().forEach((choice) -> run(choice, database, settings, report));
		database.jdbc().execute("drop schema if exists " + SCHEMA + " cascade");
	}

	private static void run(SchemaChoice choice, Database database, Settings settings, Report report) {
		database.jdbc().execute("drop schema if exists " + SCHEMA + " cascade");
		database.jdbc().execute("create schema " + SCHEMA);
		SchemaTable base = new SchemaTable(SchemaChoice.BASE, database, SCHEMA);
		SchemaTable variant = new SchemaTable(choice, database, SCHEMA);
		base.create();
		variant.create();
		Results appends = new Contest(settings, database).gauge(database::walPosition)
			.afterWarmUp(database::checkpoint)
			.enter(BASE, THREADS, (thread) -> base.appending())
			.enter(VARIANT, THREADS, (thread) -> variant.appending())
			.run();
		base.vacuum();
		variant.vacuum();
		Results reads = new Contest(settings, database).enter(BASE, 1, (thread) -> base.reading())
			.enter(VARIANT, 1, (thread) -> variant.reading())
			.run();
		report.row("(%s) %s".formatted(choice.letter(), choice.words()), Report.ratios(appends, VARIANT, BASE),
				Report.number(appends.rate(VARIANT)), appends.cpu(VARIANT), appends.cpu(BASE),
				Report.number(appends.gaugePerUnit(VARIANT)), Report.number(appends.gaugePerUnit(BASE)),
				Report.number(variant.bytesPerEvent()), Report.number(base.bytesPerEvent()),
				Report.ratios(reads, VARIANT, BASE));
	}

}
