package dev.sourcery.benchmarks;

/**
 * The names of the two sides of a contest.
 */
final class Side {

	static final String PLAIN = "plain";

	static final String SOURCERY = "sourcery";

	private Side() {
	}

}
