package dev.sourcery.store.jdbc;

import java.util.concurrent.locks.LockSupport;

import dev.sourcery.event.StreamId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.spi.EncodedAppend;
import dev.sourcery.store.spi.EncodedEvent;
import org.jspecify.annotations.Nullable;

/**
 * An append that takes part in groups, with the thread that waits for its outcome. It is
 * also an element of the lists of the {@link AppendQueue}, so that these need no memory
 * allocation. The fields that are not private belong to the queue.
 */
final class WaitingAppend {

	private static final int MAX_EVENTS = 16;

	private static final long MAX_CHARACTERS = 64_000;

	private final EncodedAppend append;

	private final boolean small;

	private final int hash;

	private final Thread thread = Thread.currentThread();

	private final long since = System.nanoTime();

	private boolean interrupted;

	volatile State state = State.OUTSIDE;

	// of the first append of each stream
	@Nullable WaitingAppend nextInBucket;

	WaitingAppend lastInLine = this;

	int lengthOfLine = 1;

	// the next append to the same stream
	@Nullable WaitingAppend nextInLine;

	@Nullable WaitingAppend previousReady;

	@Nullable WaitingAppend nextReady;

	boolean linkedAsReady;

	@Nullable WaitingAppend leader;

	@Nullable WaitingAppend nextInGroup;

	// whether it leads, and has not taken its group yet
	boolean gathering;

	// the time at which it began to lead or was taken
	long takenAt;

	// written by the leader before the state changes
	@Nullable Commit commit;

	boolean mayBeStored;

	boolean attemptedAlone;

	@Nullable Throwable groupFailure;

	WaitingAppend(EncodedAppend append) {
		this.append = append;
		this.small = isSmall(append);
		this.hash = append.stream().hashCode();
	}

	private static boolean isSmall(EncodedAppend append) {
		long characters = 0;
		for (EncodedEvent event : append.events()) {
			characters += event.size();
		}
		return append.events().size() <= MAX_EVENTS && characters <= MAX_CHARACTERS;
	}

	EncodedAppend append() {
		return this.append;
	}

	StreamId stream() {
		return this.append.stream();
	}

	int hash() {
		return this.hash;
	}

	/**
	 * Returns whether the append is small enough for a group. A large append would delay
	 * the others of its group.
	 */
	boolean isSmall() {
		return this.small;
	}

	/**
	 * Returns whether a group may have stored the append.
	 */
	boolean isInDoubt() {
		return this.mayBeStored || this.commit != null;
	}

	boolean hasWaited(long nanos) {
		return System.nanoTime() - this.since >= nanos;
	}

	void wake() {
		if (Thread.currentThread() != this.thread) {
			LockSupport.unpark(this.thread);
		}
	}

	/**
	 * Waits for the given time. An interrupt does not end the append, which may be in
	 * progress already; it is restored for the caller.
	 */
	void park(long nanos) {
		LockSupport.parkNanos(this, nanos);
		keepInterrupt();
	}

	void keepInterrupt() {
		if (Thread.interrupted()) {
			this.interrupted = true;
		}
	}

	void restoreInterrupt() {
		if (this.interrupted) {
			this.thread.interrupt();
		}
	}

	/**
	 * The state of an append. Only the queue changes it.
	 */
	enum State {

		/**
		 * Not in the queue yet.
		 */
		OUTSIDE(true),

		/**
		 * Behind another append to the same stream.
		 */
		IN_LINE(true),

		/**
		 * Ready to be appended next.
		 */
		READY(true),

		/**
		 * Appended by its own caller.
		 */
		ALONE(false),

		/**
		 * Its caller appends a group as leader.
		 */
		LEADING(false),

		/**
		 * Taken by a leader.
		 */
		GROUPED(true),

		/**
		 * Committed by a leader.
		 */
		DONE(false),

		/**
		 * Not taken by a leader in time.
		 */
		EXPIRED(false),

		/**
		 * Taken by a leader that has not ended in time.
		 */
		LOST(false),

		/**
		 * Leaving the queue, no longer counted.
		 */
		LEAVING(false),

		/**
		 * Removed from the queue.
		 */
		LEFT(false);

		private final boolean waiting;

		State(boolean waiting) {
			this.waiting = waiting;
		}

		/**
		 * Returns whether the caller can only wait.
		 */
		boolean isWaiting() {
			return this.waiting;
		}

		boolean isOutOfQueue() {
			return this == OUTSIDE || this == DONE || this == EXPIRED || this == LOST || this == LEFT;
		}

	}

}
