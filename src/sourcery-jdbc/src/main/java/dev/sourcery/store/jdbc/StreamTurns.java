package dev.sourcery.store.jdbc;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import dev.sourcery.event.StreamId;
import org.jspecify.annotations.Nullable;

/**
 * Turns of callers of this node that append to one stream at an exact version. Only one
 * of such appends can succeed: if they are sent together, all but one are wasted work for
 * the database, and some caller may never succeed. So they take turns in the order of
 * their arrival. The next caller mostly expects a version that is outdated by then; it is
 * refused, and keeps its turn for the time it needs to load and decide again, so that its
 * retry succeeds.
 * <p>
 * Turns are not needed for correctness, they only save work: a caller that has waited for
 * long, or whose stream shares a slot with another one, proceeds without a turn.
 * Thread-safe.
 */
final class StreamTurns {

	private static final int SLOTS = 1024;

	// time in which a refused caller retries, if it retries at all
	private static final Duration RETURN = Duration.ofMillis(10);

	private static final Duration MAX_WAIT = Duration.ofMillis(200);

	// if a caller waits for the database, the others have proceeded without a turn long
	// before
	private static final Duration LONGEST_TURN = Duration.ofSeconds(1);

	private final long maxWaitNanos;

	private final Slot[] slots;

	StreamTurns() {
		this(RETURN, MAX_WAIT, LONGEST_TURN);
	}

	StreamTurns(Duration refusedIsBack, Duration maxWait, Duration longestTurn) {
		this.maxWaitNanos = maxWait.toNanos();
		this.slots = Stream.generate(() -> new Slot(refusedIsBack.toNanos(), longestTurn.toNanos()))
			.limit(SLOTS)
			.toArray(Slot[]::new);
	}

	/**
	 * Waits for a turn.
	 * @param stream the stream
	 * @return whether the caller has the turn, and must call {@link #leave}
	 */
	boolean enter(StreamId stream) {
		Slot slot = slot(stream);
		return slot.take(stream) || await(slot, stream);
	}

	private boolean await(Slot slot, StreamId stream) {
		Waiting waiting = new Waiting(Thread.currentThread());
		try {
			slot.join(stream, waiting);
			park(slot, waiting);
			return waiting.state == State.IN_TURN;
		}
		catch (RuntimeException | Error ex) {
			slot.giveUp(waiting);
			slot.leave(stream, false);
			throw ex;
		}
	}

	private void park(Slot slot, Waiting waiting) {
		long deadline = System.nanoTime() + this.maxWaitNanos;
		while (waiting.state == State.WAITING) {
			long left = deadline - System.nanoTime();
			if (left <= 0 || Thread.currentThread().isInterrupted()) {
				slot.giveUp(waiting);
			}
			else {
				LockSupport.parkNanos(this, Math.min(left, slot.nanosUntilReturn(waiting)));
				slot.endIfAbandoned();
			}
		}
	}

	/**
	 * Ends the turn.
	 * @param stream the stream
	 * @param refused whether the stream did not have the expected version, so that the
	 * caller is expected to retry
	 */
	void leave(StreamId stream, boolean refused) {
		slot(stream).leave(stream, refused);
	}

	private Slot slot(StreamId stream) {
		int hash = stream.hashCode();
		return this.slots[(hash ^ (hash >>> 16)) & (SLOTS - 1)];
	}

	/**
	 * A slot for the turns of one stream at a time.
	 */
	private static final class Slot {

		private static final int MAX_ABANDONED = 3;

		private final long returnNanos;

		private final long longestTurnNanos;

		// allocates before it links, so that no step is left unfinished if memory is
		// exhausted
		private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();

		private @Nullable StreamId stream;

		private @Nullable Thread inTurn;

		private long began;

		// refused, and expected to retry
		private boolean away;

		private long awaySince;

		// consecutive turns that were kept without a retry
		private int abandoned;

		Slot(long returnNanos, long longestTurnNanos) {
			this.returnNanos = returnNanos;
			this.longestTurnNanos = longestTurnNanos;
		}

		synchronized boolean take(StreamId wanted) {
			endIfAbandoned();
			Thread caller = Thread.currentThread();
			if (this.inTurn == null) {
				releaseAll();
				this.stream = wanted;
				give(caller);
				return true;
			}
			if (this.inTurn == caller && wanted.equals(this.stream)) {
				this.away = false;
				return true;
			}
			return false;
		}

		private void give(Thread caller) {
			this.inTurn = caller;
			this.away = false;
			this.began = System.nanoTime();
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
			this.waiting.remove(caller);
			if (caller.state == State.WAITING) {
				caller.state = State.RELEASED;
			}
			if (this.away && this.waiting.isEmpty()) {
				this.inTurn = null;
			}
		}

		/**
		 * Returns the remaining time that the first waiting caller grants a refused
		 * caller for its retry.
		 */
		synchronized long nanosUntilReturn(Waiting caller) {
			return (this.away && this.waiting.peek() == caller)
					? Math.max(1, this.returnNanos - (System.nanoTime() - this.awaySince)) : Long.MAX_VALUE;
		}

		/**
		 * Passes on a turn that was kept without a retry. If that happens several times
		 * in a row, or a turn lasts too long, the other callers do not have to wait for
		 * each other either: possibly no caller retries.
		 */
		synchronized void endIfAbandoned() {
			if (this.inTurn == null) {
				return;
			}
			long now = System.nanoTime();
			if (now - this.began >= this.longestTurnNanos) {
				this.inTurn = null;
				releaseAll();
			}
			else if (this.away && now - this.awaySince >= this.returnNanos) {
				this.abandoned++;
				if (this.abandoned >= MAX_ABANDONED) {
					this.inTurn = null;
					releaseAll();
				}
				else {
					passOn();
				}
			}
		}

		private void releaseAll() {
			this.abandoned = 0;
			for (Waiting next = this.waiting.poll(); next != null; next = this.waiting.poll()) {
				next.become(State.RELEASED);
			}
		}

		private void passOn() {
			Waiting next = this.waiting.poll();
			if (next == null) {
				this.inTurn = null;
			}
			else {
				give(next.thread);
				next.become(State.IN_TURN);
			}
		}

		synchronized void leave(StreamId left, boolean refused) {
			if (this.inTurn != Thread.currentThread() || !left.equals(this.stream)) {
				return;
			}
			Waiting first = this.waiting.peek();
			if (refused && first != null) {
				this.away = true;
				this.awaySince = System.nanoTime();
				// checks that the refused caller comes back
				LockSupport.unpark(first.thread);
				return;
			}
			this.abandoned = 0;
			passOn();
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
