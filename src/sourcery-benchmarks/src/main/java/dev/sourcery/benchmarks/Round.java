package dev.sourcery.benchmarks;

import java.util.List;

/**
 * What was measured in one round of one contestant.
 *
 * @param units how much was done
 * @param seconds in which time
 * @param threads what each thread did
 * @param gauge by how much the gauge of the contest rose
 * @param cpu CPU time used
 */
record Round(long units, double seconds, List<ThreadRound> threads, long gauge, Cpu cpu) {

	double perSecond() {
		return this.units / this.seconds;
	}

	/**
	 * What one thread did.
	 *
	 * @param units how much was done
	 * @param latencies how long each piece of work took
	 * @param begin when it began, by the nano clock
	 * @param end when its last piece of work was done
	 */
	record ThreadRound(long units, Latencies latencies, long begin, long end) {

	}

}
