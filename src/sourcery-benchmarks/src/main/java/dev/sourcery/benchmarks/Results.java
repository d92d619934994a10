package dev.sourcery.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * The results of a contest.
 *
 * @param rounds the rounds of each contestant
 */
record Results(Map<String, List<Round>> rounds) {

	List<Round> of(String name) {
		return Objects.requireNonNull(this.rounds.get(name));
	}

	/**
	 * Returns the units per second, as the median of the rounds.
	 */
	double rate(String name) {
		return median(of(name).stream().mapToDouble(Round::perSecond).toArray());
	}

	/**
	 * Returns the ratios of the rates of two contestants, one for each round, sorted.
	 */
	double[] ratios(String name, String base) {
		return perRound(name, base, (one, other) -> one.perSecond() / other.perSecond());
	}

	double ratio(String name, String base) {
		return median(ratios(name, base));
	}

	private double[] perRound(String name, String base, ToDoubleBiFunction<Round, Round> figure) {
		List<Round> one = of(name);
		List<Round> other = of(base);
		return IntStream.range(0, one.size())
			.mapToDouble((i) -> figure.applyAsDouble(one.get(i), other.get(i)))
			.sorted()
			.toArray();
	}

	/**
	 * Returns a percentile of the latencies of all rounds, in milliseconds.
	 */
	double millis(String name, double percentile) {
		long[] latencies = of(name).stream()
			.flatMap((round) -> round.threads().stream())
			.flatMapToLong((thread) -> thread.latencies().stream())
			.sorted()
			.toArray();
		int at = (int) Math.ceil(percentile / 100 * latencies.length) - 1;
		return latencies[Math.max(0, at)] / 1e6;
	}

	/**
	 * Returns the increase of the gauge per unit.
	 */
	double gaugePerUnit(String name) {
		double units = of(name).stream().mapToLong(Round::units).sum();
		return of(name).stream().mapToLong(Round::gauge).sum() / units;
	}

	/**
	 * Returns the CPU time per unit in microseconds, of client and server, as the medians
	 * of the rounds.
	 */
	String cpu(String name) {
		return Report.format("%.0f + %.0f", cpu(name, Cpu::clientNanos), cpu(name, Cpu::serverNanos));
	}

	private double cpu(String name, ToLongFunction<Cpu> nanos) {
		return median(of(name).stream()
			.mapToDouble((round) -> nanos.applyAsLong(round.cpu()) / 1e3 / round.units())
			.toArray());
	}

	static double median(double... values) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

}
