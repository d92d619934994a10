package dev.sourcery.tail;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Queries the settled position for many threads with few queries: a thread that needs one
 * waits for the query of another thread if that began late enough. Thread-safe.
 */
final class SettledLooks {

	// a query that takes longer may hang
	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition ended = this.lock.newCondition();

	private boolean busy;

	// the start of the query in progress, and of the last one that ended
	private long begun;

	private long lastBegun;

	private @Nullable SettledPosition last;

	/**
	 * Returns the result of the last query, or {@code null} if there was none.
	 */
	@Nullable SettledPosition last() {
		this.lock.lock();
		try {
			return this.last;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns the result of a query that did not begin before a time.
	 * @param notBefore the time, of {@link System#nanoTime()}
	 * @param query queries the settled position
	 */
	SettledPosition look(long notBefore, Supplier<SettledPosition> query) {
		long start;
		this.lock.lock();
		try {
			awaitOthers(notBefore);
			SettledPosition known = this.last;
			if (known != null && this.lastBegun - notBefore >= 0) {
				return known;
			}
			this.busy = true;
			start = System.nanoTime();
			this.begun = start;
		}
		finally {
			this.lock.unlock();
		}
		return run(start, query);
	}

	private void awaitOthers(long notBefore) {
		try {
			while (this.busy && (this.last == null || this.lastBegun - notBefore < 0)) {
				long patience = this.begun + PATIENCE - System.nanoTime();
				if (patience <= 0) {
					return;
				}
				this.ended.awaitNanos(patience);
			}
		}
		catch (InterruptedException ex) {
			// the query of this thread reports it
			Thread.currentThread().interrupt();
		}
	}

	private SettledPosition run(long start, Supplier<SettledPosition> query) {
		SettledPosition found = null;
		try {
			found = query.get();
			return found;
		}
		finally {
			ended(start, found);
		}
	}

	private void ended(long start, @Nullable SettledPosition found) {
		this.lock.lock();
		try {
			if (start == this.begun) {
				this.busy = false;
			}
			// a query that took too long may end after one that began later
			if (found != null && (this.last == null || start - this.lastBegun > 0)) {
				this.last = found;
				this.lastBegun = start;
			}
			this.ended.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

}
