package dev.sourcery.benchmarks;

import java.util.List;

/**
 * The measurements of one round of one contestant.
 *
 * @param units the amount of work
 * @param seconds the duration in seconds
 * @param threads the measurements of each thread
 * @param gauge the increase of the gauge of the contest
 * @param cpu the CPU time used
 */
record Round(long units, double seconds, List<ThreadRound> threads, long gauge, Cpu cpu) {

	double perSecond() {
		return this.units / this.seconds;
	}

	/**
	 * The measurements of one thread.
	 *
	 * @param units the amount of work
	 * @param latencies the duration of each unit of work
	 * @param begin the start time, by the nano clock
	 * @param end the end time of its last unit of work
	 */
	record ThreadRound(long units, Latencies latencies, long begin, long end) {

	}

}
