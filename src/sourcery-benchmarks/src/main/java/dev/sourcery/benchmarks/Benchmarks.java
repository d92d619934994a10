package dev.sourcery.benchmarks;

import java.io.IOException;
import java.util.List;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Runs the benchmarks and prints the results. {@code src/docs/benchmarks.md} describes
 * the measurements and the method.
 */
public final class Benchmarks {

	private Benchmarks() {
	}

	/**
	 * Runs benchmarks.
	 * @param arguments {@code benchmark}, {@code mode}, {@code rounds}, {@code seconds}
	 * and {@code size}, each as {@code name=value}
	 * @throws IOException if the server cannot be stopped
	 */
	public static void main(String... arguments) throws IOException {
		Settings settings = Settings.parse(arguments);
		try (BenchmarkServer server = BenchmarkServer.start(); Database database = Database.open(server.url())) {
			run(database, settings, new Report(System.out));
		}
	}

	static void run(Database database, Settings settings, Report report) {
		List<Benchmark> selected = all().stream().filter((benchmark) -> settings.selects(benchmark.name())).toList();
		if (selected.isEmpty()) {
			throw new IllegalArgumentException("There is no benchmark '%s'; choose all or one of %s"
				.formatted(settings.benchmark(), all().stream().map(Benchmark::name).toList()));
		}
		report.text(machine(database.jdbc()));
		report.text(Report.format("%d rounds of %.1f s for each contestant, after %.1f s of warming up.",
				settings.rounds(), settings.roundTime().toMillis() / 1e3, settings.warmUp().toMillis() / 1e3));
		selected.forEach((benchmark) -> benchmark.run(database, settings, report));
		report.finish();
	}

	private static List<Benchmark> all() {
		return List.of(new AppendBenchmark(), new GroupAppendBenchmark(), new HotStreamBenchmark(),
				new LoadStreamBenchmark(), new CommandBenchmark(), new ReadAllBenchmark(), new CatchUpBenchmark(),
				new TableBenchmark(), new LiveBenchmark(), new LatencyBenchmark(), new ColdStartBenchmark(),
				new FilledStoreBenchmark(), new ScalingBenchmark(), new SchemaBenchmark(), new HandOverBenchmark(),
				new StartUpBenchmark());
	}

	private static String machine(JdbcTemplate jdbc) {
		String server = jdbc.queryForObject("""
				select 'PostgreSQL ' || current_setting('server_version') || ', '
				       || string_agg(name || '=' || current_setting(name), ', ' order by name)
				from pg_settings
				where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'wal_sync_method')
				""", String.class);
		return "%d cores, Java %s, %s, %d connections.".formatted(Runtime.getRuntime().availableProcessors(),
				System.getProperty("java.version"), server, Database.POOL_SIZE);
	}

}
