package dev.sourcery.benchmarks;

/**
 * The program of {@link ColdStartBenchmark}: appends for a given time and prints the
 * number of appends.
 */
final class ColdStart {

	private ColdStart() {
	}

	/**
	 * Appends until the given time is over.
	 * @param arguments the side and the number of milliseconds
	 * @throws Exception if an append fails
	 */
	public static void main(String... arguments) throws Exception {
		long nanos = Long.parseLong(arguments[1]) * 1_000_000;
		try (Database database = Database.connect(System.getenv(BenchmarkServer.URL_VARIABLE))) {
			Work work = (arguments[0].equals(Side.PLAIN) ? Appends.toNewStreams(database.plainStore(), 1)
					: Appends.toNewStreams(Stores.standard(database), 1))
				.forThread(0);
			long commits = 0;
			long end = System.nanoTime() + nanos;
			while (System.nanoTime() < end) {
				commits += work.once();
			}
			System.out.println(commits);
		}
	}

}
