package dev.sourcery.benchmarks;

/**
 * What one thread does again and again.
 */
@FunctionalInterface
interface Work {

	/**
	 * Does it once.
	 * @return how much was done, in the unit that the rate counts: events or commits
	 * @throws Exception whatever goes wrong; it ends the benchmark
	 */
	long once() throws Exception;

}
