package dev.sourcery.projection;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import dev.sourcery.event.Position;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ServerIncarnation;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stored checkpoint of a projection for many threads by few queries. The answer
 * is always that of a query which began after the call. Thread-safe.
 */
final class StoredCheckpoint {

	private final ProjectionKey key;

	private final Checkpoints checkpoints;

	private final EventStore store;

	private final Progress progress;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition answered = this.lock.newCondition();

	private boolean busy;

	private long begun;

	private long ended;

	private Answer last = new Answer(null, null, null);

	StoredCheckpoint(ProjectionKey key, Checkpoints checkpoints, EventStore store, Progress progress) {
		this.key = key;
		this.checkpoints = checkpoints;
		this.store = store;
		this.progress = progress;
	}

	/**
	 * Reads the checkpoint, or waits for a query of another thread.
	 * @param timeout how long to wait for another thread; without time to wait the thread
	 * reads by itself
	 */
	Answer read(long timeout) throws InterruptedException {
		if (timeout <= 0) {
			return query();
		}
		long left = timeout;
		this.lock.lock();
		try {
			// a query that is under way may have read before this call
			long number = this.begun + 1;
			while (this.busy && this.ended < number && left > 0) {
				left = this.answered.awaitNanos(left);
			}
			if (this.ended >= number) {
				return this.last;
			}
			if (this.busy) {
				return new Answer(null, null, null);
			}
			this.busy = true;
			this.begun++;
		}
		finally {
			this.lock.unlock();
		}
		return answer(query());
	}

	private Answer answer(Answer answer) {
		this.lock.lock();
		try {
			this.busy = false;
			this.ended = this.begun;
			this.last = answer;
			this.answered.signalAll();
			return answer;
		}
		finally {
			this.lock.unlock();
		}
	}

	private Answer query() {
		Position position = null;
		try {
			position = this.checkpoints.load(this.key);
			ServerIncarnation incarnation = this.progress.isAheadOf(position)
					? this.store.settledPosition().incarnation() : null;
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
