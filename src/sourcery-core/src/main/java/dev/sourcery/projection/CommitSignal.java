package dev.sourcery.projection;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Wakes a worker. Signals are counted, so that one that comes between looking and waiting
 * is not lost.
 */
final class CommitSignal {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition signalled = this.lock.newCondition();

	private long count;

	void signal() {
		this.lock.lock();
		try {
			this.count++;
			this.signalled.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	long count() {
		this.lock.lock();
		try {
			return this.count;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until there has been a signal beyond those seen, at the most for a time.
	 */
	void awaitBeyond(long seen, Duration timeout) throws InterruptedException {
		long left = timeout.toNanos();
		this.lock.lock();
		try {
			while (this.count == seen && left > 0) {
				left = this.signalled.awaitNanos(left);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
