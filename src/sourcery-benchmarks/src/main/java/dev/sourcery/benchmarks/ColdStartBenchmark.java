package dev.sourcery.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the first second of a JVM: each side appends in separate processes,
 * alternately.
 */
final class ColdStartBenchmark implements Benchmark {

	@Override
	public String name() {
		return "cold";
	}

	@Override
	public void run(Database database, Settings settings, Report report) {
		report.title("Cold start");
		report.text("Commits of 1 event by 1 thread within the first second of a new JVM, from the first append on.\n");
		database.reset((table) -> {
		});
		List<Double> plain = new ArrayList<>();
		List<Double> sourcery = new ArrayList<>();
		List<Double> ratios = new ArrayList<>();
		for (int i = 0; i < settings.rounds(); i++) {
			boolean plainFirst = i % 2 == 0;
			double first = commits(plainFirst ? Side.PLAIN : Side.SOURCERY, database, settings);
			double second = commits(plainFirst ? Side.SOURCERY : Side.PLAIN, database, settings);
			plain.add(plainFirst ? first : second);
			sourcery.add(plainFirst ? second : first);
			ratios.add(sourcery.get(i) / plain.get(i));
		}
		double ratio = median(ratios);
		report.table("case", "plain commits", "sourcery commits", "ratio (rounds)");
		report.row("first second, 1 thread, new streams", Report.number(median(plain)), Report.number(median(sourcery)),
				Report.format("**%.2f** (%.2f–%.2f)", ratio, ratios.stream().min(Double::compare).orElseThrow(),
						ratios.stream().max(Double::compare).orElseThrow()));
		report.atLeast("first second of a JVM, 1 thread", 0.7, ratio);
	}

	private static double median(List<Double> values) {
		return Results.median(values.stream().mapToDouble(Double::doubleValue).toArray());
	}

	private static long commits(String side, Database database, Settings settings) {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		ProcessBuilder builder = new ProcessBuilder(java, "-Xms256m", "-Xmx256m", "-cp",
				System.getProperty("java.class.path"), ColdStart.class.getName(), side,
				Long.toString(settings.full() ? 1000 : Math.min(1000, 2 * settings.roundTime().toMillis())));
		builder.environment().put(BenchmarkServer.URL_VARIABLE, database.url());
		builder.redirectError(ProcessBuilder.Redirect.INHERIT);
		try {
			Process process = builder.start();
			String last = "";
			try (BufferedReader lines = process.inputReader()) {
				last = lines.lines().reduce(last, (before, line) -> line);
			}
			if (process.waitFor() != 0) {
				throw new IllegalStateException("The process of side %s has failed".formatted(side));
			}
			return Long.parseLong(last);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("No process for side " + side, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
	}

}
