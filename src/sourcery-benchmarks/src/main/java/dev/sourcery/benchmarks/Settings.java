package dev.sourcery.benchmarks;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The settings of a run.
 *
 * @param benchmark the name of a benchmark, or {@code all}
 * @param full whether to run all cases rather than the most significant ones
 * @param rounds the number of rounds of each contest
 * @param roundTime the time for which each contestant works in each round
 * @param warmUp the time for which each contestant works before the first round
 * @param size the number of events in the store for benchmarks that depend on it, 0 for
 * the default
 */
record Settings(String benchmark, boolean full, int rounds, Duration roundTime, Duration warmUp, int size) {

	private static final Set<String> KEYS = Set.of("benchmark", "mode", "rounds", "seconds", "size");

	/**
	 * Parses arguments of the form {@code name=value}; an empty value selects the
	 * default.
	 */
	static Settings parse(String... arguments) {
		Map<String, String> given = new HashMap<>();
		for (String argument : arguments) {
			int at = argument.indexOf('=');
			if (at < 0 || !KEYS.contains(argument.substring(0, at))) {
				throw new IllegalArgumentException(
						"'%s' is not one of the arguments %s, each in the form name=value".formatted(argument, KEYS));
			}
			if (at + 1 < argument.length()) {
				given.put(argument.substring(0, at), argument.substring(at + 1));
			}
		}
		boolean full = full(given.getOrDefault("mode", "quick"));
		double seconds = Double.parseDouble(given.getOrDefault("seconds", full ? "2" : "0.7"));
		return new Settings(given.getOrDefault("benchmark", "all"), full,
				Integer.parseInt(given.getOrDefault("rounds", full ? "5" : "3")), millis(seconds),
				millis(full ? 8 : 2 * seconds), Integer.parseInt(given.getOrDefault("size", "0")));
	}

	private static boolean full(String mode) {
		return switch (mode) {
			case "full" -> true;
			case "quick" -> false;
			default -> throw new IllegalArgumentException("The mode is quick or full, but was " + mode);
		};
	}

	private static Duration millis(double seconds) {
		return Duration.ofMillis((long) (seconds * 1000));
	}

	boolean selects(String name) {
		return this.benchmark.equals("all") || this.benchmark.equals(name);
	}

	int sizeOr(int quick, int ifFull) {
		return (this.size > 0) ? this.size : this.full ? ifFull : quick;
	}

}
