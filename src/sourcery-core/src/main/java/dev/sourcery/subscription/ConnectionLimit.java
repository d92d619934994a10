package dev.sourcery.subscription;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Limits the number of lanes of this node that use a connection at the same time, so that
 * a pool has connections left for callers. Lanes are served in the order of their
 * requests. Thread-safe.
 */
final class ConnectionLimit {

	private final int max;

	private final Semaphore permits;

	ConnectionLimit(int max) {
		this.max = max;
		this.permits = new Semaphore(max, true);
	}

	/**
	 * Waits for a connection.
	 * @param millis maximum time to wait
	 * @return whether the caller may use a connection, and must release it
	 */
	boolean tryAcquire(long millis) throws InterruptedException {
		return this.permits.tryAcquire(millis, TimeUnit.MILLISECONDS);
	}

	void release() {
		this.permits.release();
	}

	ConnectionUse use() {
		return new ConnectionUse(this.max, this.max - this.permits.availablePermits(), this.permits.getQueueLength());
	}

}
