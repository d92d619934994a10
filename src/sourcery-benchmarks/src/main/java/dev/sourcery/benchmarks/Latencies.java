package dev.sourcery.benchmarks;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * The durations of units of work, in a compact form because there are hundreds of
 * thousands.
 */
final class Latencies {

	private long[] nanos = new long[1024];

	private int count;

	void add(long value) {
		if (this.count == this.nanos.length) {
			this.nanos = Arrays.copyOf(this.nanos, this.count * 2);
		}
		this.nanos[this.count++] = value;
	}

	LongStream stream() {
		return Arrays.stream(this.nanos, 0, this.count);
	}

}
