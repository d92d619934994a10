package dev.sourcery.benchmarks;

/**
 * A benchmark.
 */
interface Benchmark {

	/**
	 * Returns the name by which the benchmark is selected.
	 */
	String name();

	void run(Database database, Settings settings, Report report);

}
