package dev.sourcery.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Writes results as Markdown as soon as they are available, and at the end the conditions
 * that must hold.
 */
final class Report {

	private final PrintStream out;

	private final List<String> mustHold = new ArrayList<>();

	Report(PrintStream out) {
		this.out = out;
	}

	void title(String title) {
		line("\n## " + title + "\n");
	}

	void text(String text) {
		line(text);
	}

	void table(String... headers) {
		row(headers);
		row(Collections.nCopies(headers.length, "---").toArray(String[]::new));
	}

	void row(String... cells) {
		line("| " + String.join(" | ", cells) + " |");
	}

	/**
	 * Starts a table of contests between plain JDBC and the store.
	 */
	void contests(String unit) {
		table("case", "plain " + unit + "/s", "sourcery " + unit + "/s", "ratio (rounds)", "plain p50 / p99 ms",
				"sourcery p50 / p99 ms", "plain CPU µs", "sourcery CPU µs");
	}

	void contest(String name, Results results) {
		contest(name, results, Side.SOURCERY);
	}

	void contest(String name, Results results, String side) {
		row(name, number(results.rate(Side.PLAIN)), number(results.rate(side)), ratios(results, side, Side.PLAIN),
				latencies(results, Side.PLAIN), latencies(results, side), results.cpu(Side.PLAIN), results.cpu(side));
	}

	static String ratios(Results results, String name, String base) {
		double[] ratios = results.ratios(name, base);
		return "**%s** (%s–%s)".formatted(ratio(Results.median(ratios)), ratio(ratios[0]),
				ratio(ratios[ratios.length - 1]));
	}

	static String latencies(Results results, String name) {
		return format("%.2f / %.2f", results.millis(name, 50), results.millis(name, 99));
	}

	/**
	 * Formats a text in the same way on every machine.
	 */
	static String format(String pattern, Object... values) {
		return String.format(Locale.ROOT, pattern, values);
	}

	static String number(double value) {
		return format("%,.0f", value);
	}

	static String ratio(double value) {
		return format("%.2f", value);
	}

	void atLeast(String what, double bound, double value) {
		mustHold(what + " >= " + ratio(bound), value >= bound, ratio(value));
	}

	void mustHold(String what, boolean held, String found) {
		this.mustHold.add("| %s | %s | %s |".formatted(what, found, held ? "held" : "**missed**"));
	}

	void finish() {
		if (!this.mustHold.isEmpty()) {
			title("Must hold");
			table("condition", "found", "");
			this.mustHold.forEach(this::line);
		}
	}

	private void line(String line) {
		this.out.println(line);
		this.out.flush();
	}

}
