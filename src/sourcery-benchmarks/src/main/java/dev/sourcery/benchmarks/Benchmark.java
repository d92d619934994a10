package dev.sourcery.benchmarks;

/**
 * One of the benchmarks.
 */
interface Benchmark {

	/**
	 * What it is selected by.
	 */
	String name();

	void run(Database database, Settings settings, Report report);

}
