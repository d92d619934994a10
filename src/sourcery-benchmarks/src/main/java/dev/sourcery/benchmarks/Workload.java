package dev.sourcery.benchmarks;

/**
 * The work of a contestant, for each of its threads.
 */
@FunctionalInterface
interface Workload {

	/**
	 * Returns the work of one thread. Called once; the work is used in all rounds.
	 * @param number the number of the thread, from 0
	 * @return the work, used by one thread at a time
	 */
	Work forThread(int number);

}
