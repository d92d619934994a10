package dev.sourcery.tail;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Wakes the workers that wait for events. Signals are counted, so that one that comes
 * between looking and waiting is not lost. Thread-safe.
 */
public final class CommitSignal {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition signalled = this.lock.newCondition();

	private long count;

	/**
	 * Creates a signal that has not been given.
	 */
	public CommitSignal() {
	}

	/**
	 * Wakes all threads that wait.
	 */
	public void signal() {
		this.lock.lock();
		try {
			this.count++;
			this.signalled.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The number of signals so far.
	 * @return the number
	 */
	public long count() {
		this.lock.lock();
		try {
			return this.count;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits for a signal beyond those seen.
	 * @param seen the number of signals seen
	 * @param timeout maximum time to wait
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void awaitBeyond(long seen, Duration timeout) throws InterruptedException {
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
