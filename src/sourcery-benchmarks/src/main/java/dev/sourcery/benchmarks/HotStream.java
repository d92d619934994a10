package dev.sourcery.benchmarks;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The stream that all threads of one side write to. It is replaced by another stream
 * after some commits: otherwise a side would become slower with each commit, because
 * streams are loaded.
 */
final class HotStream {

	static final int LENGTH = 100;

	private final String name = UUID.randomUUID().toString();

	private final AtomicLong commits = new AtomicLong();

	private final LongAdder attempts = new LongAdder();

	String current() {
		return this.name + "-" + this.commits.get() / LENGTH;
	}

	void attempt() {
		this.attempts.increment();
	}

	void committed() {
		this.commits.incrementAndGet();
	}

	long attempts() {
		return this.attempts.sum();
	}

}
