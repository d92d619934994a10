package dev.sourcery.benchmarks;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The stream that all threads of one side write to. After some commits another takes its
 * place: else a side would be the slower the more it has done, because streams are
 * loaded.
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
