package dev.sourcery.store.jdbc;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import dev.sourcery.event.StreamId;
import org.jspecify.annotations.Nullable;

/**
 * Turns among callers of this node that append to one stream at an exact version. Of such
 * appends only one can win: sent together, all but one are work in vain for the database,
 * and chance decides which caller is never the one. So they take turns in the order in
 * which they came. The next in turn mostly expects a version that has gone by meanwhile;
 * it is refused, and keeps its turn for the moment that it takes to load and decide
 * again, so that it wins then.
 * <p>
 * A turn is a courtesy and protects nothing: whoever has waited for long, or shares a
 * slot with another stream, goes without one. Thread-safe.
 */
final class StreamTurns {

	private static final int SLOTS = 1024;

	// in which a caller that was refused is back, if it comes back at all
	private static final Duration RETURN = Duration.ofMillis(10);

	private static final Duration MAX_WAIT = Duration.ofMillis(200);

	// behind a caller that waits for the database others have long gone without a turn
	private static final Duration LONGEST_TURN = Duration.ofSeconds(1);

	private final long returnNanos;

	private final long maxWaitNanos;

	private final Slot[] slots;

	StreamTurns() {
		this(RETURN, MAX_WAIT, LONGEST_TURN);
	}

	StreamTurns(Duration refusedIsBack, Duration maxWait, Duration longestTurn) {
		this.returnNanos = refusedIsBack.toNanos();
		this.maxWaitNanos = maxWait.toNanos();
		this.slots = Stream.generate(() -> new Slot(this.returnNanos, longestTurn.toNanos()))
			.limit(SLOTS)
			.toArray(Slot[]::new);
	}

	/**
	 * Waits for the turn.
	 * @param stream the stream
	 * @return whether the caller has the turn, and must call {@link #leave}
	 */
	boolean enter(StreamId stream) {
		Slot slot = slot(stream);
		return slot.take(stream) || await(slot, stream);
	}

	private boolean await(Slot slot, StreamId stream) {
		Waiting waiting = new Waiting(Thread.currentThread());
		long deadline = System.nanoTime() + this.maxWaitNanos;
		slot.join(stream, waiting);
		while (waiting.state == State.WAITING) {
			if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
				slot.giveUp(waiting);
			}
			else {
				LockSupport.parkNanos(this, Math.min(this.returnNanos, this.maxWaitNanos));
				slot.releaseIfAbandoned();
			}
		}
		return waiting.state == State.IN_TURN;
	}

	/**
	 * Ends the turn.
	 * @param stream the stream
	 * @param refused whether another version than the expected one was found, so that the
	 * caller will be back
	 */
	void leave(StreamId stream, boolean refused) {
		slot(stream).leave(stream, refused);
	}

	private Slot slot(StreamId stream) {
		int hash = stream.hashCode();
		return this.slots[(hash ^ (hash >>> 16)) & (SLOTS - 1)];
	}

	/**
	 * The turns of one stream at a time.
	 */
	private static final class Slot {

		private final long returnNanos;

		private final long longestTurnNanos;

		private @Nullable StreamId stream;

		private @Nullable Thread inTurn;

		// refused, and expected back
		private boolean away;

		private long since;

		private final Queue<Waiting> waiting = new ArrayDeque<>(0);

		Slot(long returnNanos, long longestTurnNanos) {
			this.returnNanos = returnNanos;
			this.longestTurnNanos = longestTurnNanos;
		}

		synchronized boolean take(StreamId wanted) {
			releaseIfAbandoned();
			Thread caller = Thread.currentThread();
			if (this.inTurn == null || (this.inTurn == caller && wanted.equals(this.stream))) {
				this.stream = wanted;
				give(caller);
				return true;
			}
			return false;
		}

		private void give(Thread caller) {
			this.inTurn = caller;
			this.away = false;
			this.since = System.nanoTime();
		}

		synchronized void join(StreamId wanted, Waiting caller) {
			if (take(wanted)) {
				caller.state = State.IN_TURN;
			}
			else if (wanted.equals(this.stream)) {
				this.waiting.add(caller);
			}
			else {
				caller.state = State.RELEASED;
			}
		}

		synchronized void giveUp(Waiting caller) {
			if (this.waiting.remove(caller)) {
				caller.state = State.RELEASED;
			}
		}

		/**
		 * Where the one in turn does not come back, the others need not wait for each
		 * other either: perhaps nobody here tries again.
		 */
		synchronized void releaseIfAbandoned() {
			if (this.inTurn != null
					&& System.nanoTime() - this.since >= (this.away ? this.returnNanos : this.longestTurnNanos)) {
				this.inTurn = null;
				for (Waiting next = this.waiting.poll(); next != null; next = this.waiting.poll()) {
					next.become(State.RELEASED);
				}
			}
		}

		synchronized void leave(StreamId left, boolean refused) {
			if (this.inTurn != Thread.currentThread() || !left.equals(this.stream)) {
				return;
			}
			if (refused && !this.waiting.isEmpty()) {
				this.away = true;
				this.since = System.nanoTime();
				return;
			}
			Waiting next = this.waiting.poll();
			if (next == null) {
				this.inTurn = null;
			}
			else {
				give(next.thread);
				next.become(State.IN_TURN);
			}
		}

	}

	/**
	 * A caller that waits for its turn.
	 */
	private static final class Waiting {

		private final Thread thread;

		private volatile State state = State.WAITING;

		Waiting(Thread thread) {
			this.thread = thread;
		}

		void become(State next) {
			this.state = next;
			LockSupport.unpark(this.thread);
		}

	}

	private enum State {

		WAITING, IN_TURN, RELEASED

	}

}
