package dev.sourcery.tail;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Notifies the workers that wait for events. Signals are counted, so that a signal
 * between a read and the wait that follows it is not lost. Thread-safe.
 *
 * @since 0.1
 */
public final class CommitSignal {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition signalled = this.lock.newCondition();

	private long count;

	/**
	 * Creates a signal with a count of 0.
	 */
	public CommitSignal() {
	}

	/**
	 * Notifies all waiting threads.
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
	 * Waits until the number of signals exceeds a number seen before.
	 * @param seen the number of signals seen before
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
