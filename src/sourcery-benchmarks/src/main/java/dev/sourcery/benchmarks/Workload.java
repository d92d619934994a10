package dev.sourcery.benchmarks;

/**
 * What a contestant does, thread by thread.
 */
@FunctionalInterface
interface Workload {

	/**
	 * The work of one thread. Asked for once; the work lives through all rounds.
	 * @param number the number of the thread, from 0
	 * @return its work, used by one thread at a time
	 */
	Work forThread(int number);

}
