package dev.sourcery.benchmarks;

/**
 * The work that one thread executes repeatedly.
 */
@FunctionalInterface
interface Work {

	/**
	 * Executes the work once.
	 * @return the amount of work, in the unit of the rate: events or commits
	 * @throws Exception if the work fails, which ends the benchmark
	 */
	long once() throws Exception;

}
