package dev.sourcery.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Measures the start of an application with 300 events and 50 aggregates, with an index
 * and with a scan, and of an application without any: each in separate processes,
 * alternately.
 */
final class StartUpBenchmark implements Benchmark {

	private static final int AGGREGATES = 50;

	private static final double MAX_MILLIS = 50;

	@Override
	public String name() {
		return "start-up";
	}

	@Override
	public void run(Database database, Settings settings, Report report) {
		report.title("Start-up");
		report.text("From main to the started application, 50 aggregates with 300 events, in a new JVM for each.\n");
		StartUpSources sources = new StartUpSources(AGGREGATES);
		Map<String, Path> applications = new LinkedHashMap<>();
		applications.put("empty", new StartUpSources(0).compile(true));
		applications.put("index", sources.compile(true));
		applications.put("scan", sources.compile(false));
		// the first one creates the tables
		applications.values().forEach((classes) -> start(classes, database));
		Map<String, List<Start>> found = new LinkedHashMap<>();
		for (int i = 0; i < (settings.full() ? 4 : 2) * settings.rounds(); i++) {
			applications.forEach((name, classes) -> found.computeIfAbsent(name, (unknown) -> new ArrayList<>())
				.add(start(classes, database)));
		}
		report.table("application", "ms", "lowest–highest", "above the empty one", "CPU ms of the main thread",
				"above the empty one");
		List<Start> empty = found.getOrDefault("empty", List.of());
		found.forEach((name, starts) -> report.row(name, Report.number(median(starts, Start::millis)),
				Report.format("%.0f–%.0f", starts.stream().mapToDouble(Start::millis).min().orElseThrow(),
						starts.stream().mapToDouble(Start::millis).max().orElseThrow()),
				Report.format("%+.0f", median(starts, Start::millis) - median(empty, Start::millis)),
				Report.number(median(starts, Start::cpu)),
				Report.format("%+.0f", median(starts, Start::cpu) - median(empty, Start::cpu))));
		double cost = median(found.getOrDefault("index", List.of()), Start::millis) - median(empty, Start::millis);
		report.mustHold("start-up with an index: at most 50 ms above an empty application", cost <= MAX_MILLIS,
				Report.format("%.0f ms", cost));
	}

	private static double median(List<Start> starts, ToDoubleFunction<Start> value) {
		return Results.median(starts.stream().mapToDouble(value).toArray());
	}

	private static Start start(Path classes, Database database) {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xms256m", "-Xmx256m", "-cp",
				classes.toAbsolutePath() + File.pathSeparator + System.getProperty("java.class.path"),
				StartUp.class.getName());
		builder.environment().put(BenchmarkServer.URL_VARIABLE, database.url());
		builder.redirectError(ProcessBuilder.Redirect.INHERIT);
		try {
			Process process = builder.start();
			String last = "";
			try (BufferedReader lines = process.inputReader()) {
				last = lines.lines().filter((line) -> line.matches("\\d+ \\d+")).reduce(last, (before, line) -> line);
			}
			if (process.waitFor() != 0) {
				throw new IllegalStateException("The application in %s does not start".formatted(classes));
			}
			int end = last.indexOf(' ');
			return new Start(Long.parseLong(last.substring(0, end)) / 1e3,
					Long.parseLong(last.substring(end + 1)) / 1e3);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("No process for " + classes, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
	}

	private record Start(double millis, double cpu) {
	}

}
