package dev.sourcery.subscription;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import dev.sourcery.event.Position;
import dev.sourcery.tail.EventSource;
import dev.sourcery.tail.ServerIncarnation;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stored checkpoint of a projection for many threads by few queries. The answer
 * is always that of a query which began after the call. Thread-safe.
 */
final class StoredCheckpoint {

	// a query that takes longer may hang
	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

	private static final Answer UNKNOWN = new Answer(null, null, null);

	private final LaneKey key;

	private final Checkpoints checkpoints;

	private final EventSource source;

	private final Progress progress;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition answered = this.lock.newCondition();

	private boolean busy;

	// the number of the last query, and when it began
	private long begun;

	private long begunAt;

	private long ended;

	private Answer last = UNKNOWN;

	StoredCheckpoint(LaneKey key, SubscriptionRuntime runtime, Progress progress) {
		this.key = key;
		this.checkpoints = runtime.checkpoints();
		this.source = runtime.source();
		this.progress = progress;
	}

	/**
	 * Reads the checkpoint, or waits for a query of another thread.
	 * @param timeout how long to wait for another thread; without time to wait the thread
	 * reads itself
	 */
	Answer read(long timeout) throws InterruptedException {
		// the snapshot of a transaction may be older than the query, and the transaction
		// may hold what the query of another thread waits for
		if (timeout <= 0 || this.source.store().inCallersTransaction()) {
			return query();
		}
		long number;
		this.lock.lock();
		try {
			// a query that is under way may have read before this call
			long fresh = this.begun + 1;
			if (!awaitAnswer(fresh, timeout)) {
				return UNKNOWN;
			}
			if (this.ended >= fresh) {
				return this.last;
			}
			this.busy = true;
			this.begun++;
			this.begunAt = System.nanoTime();
			number = this.begun;
		}
		finally {
			this.lock.unlock();
		}
		return queryForAll(number);
	}

	/**
	 * Waits until a query has ended, or this thread has to begin one.
	 * @return whether it was so in time
	 */
	private boolean awaitAnswer(long fresh, long timeout) throws InterruptedException {
		long end = System.nanoTime() + timeout;
		while (this.busy && this.ended < fresh) {
			long now = System.nanoTime();
			long patience = this.begunAt + PATIENCE - now;
			if (patience <= 0) {
				return true;
			}
			if (end - now <= 0) {
				return false;
			}
			this.answered.awaitNanos(Math.min(patience, end - now));
		}
		return true;
	}

	private Answer queryForAll(long number) {
		Answer answer = UNKNOWN;
		try {
			answer = query();
			return answer;
		}
		finally {
			answer(number, answer);
		}
	}

	private void answer(long number, Answer answer) {
		this.lock.lock();
		try {
			if (number == this.begun) {
				this.busy = false;
			}
			// a query that took too long may end after one that began later
			if (number > this.ended) {
				this.ended = number;
				this.last = answer;
			}
			this.answered.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private Answer query() {
		Position position = null;
		try {
			position = this.checkpoints.position(this.key);
			ServerIncarnation incarnation = this.progress.isAheadOf(position)
					? this.source.tail().settledPosition().incarnation() : null;
			return new Answer(position, incarnation, null);
		}
		catch (Throwable ex) {
			// the database may be away for a moment
			return new Answer(position, null, ex);
		}
	}

	/**
	 * What is known of the stored checkpoint.
	 *
	 * @param position the checkpoint, {@code null} if it could not be read
	 * @param incarnation the incarnation of the server after that, read only if the
	 * worker of this node is beyond the checkpoint
	 * @param failure why it could not be read, {@code null} also if there was no time
	 */
	record Answer(@Nullable Position position, @Nullable ServerIncarnation incarnation, @Nullable Throwable failure) {

	}

}
