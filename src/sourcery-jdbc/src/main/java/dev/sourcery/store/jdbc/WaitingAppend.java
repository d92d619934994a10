package dev.sourcery.store.jdbc;

import java.util.concurrent.locks.LockSupport;

import dev.sourcery.event.StreamId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.spi.EncodedAppend;
import dev.sourcery.store.spi.EncodedEvent;
import org.jspecify.annotations.Nullable;

/**
 * An append that takes part in groups, with the thread that waits for its outcome. It is
 * also its own element of the lists that the {@link AppendQueue} keeps, so that nothing
 * needs memory there. The fields that are not private belong to the queue.
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

	// leads, and has not taken its group yet
	boolean gathering;

	// when it began to lead or was taken
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
	 * A large append would make the others of its group wait.
	 */
	boolean isSmall() {
		return this.small;
	}

	/**
	 * Whether a group may have stored it.
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
	 * Waits a moment. An interrupt does not end the append, which may be under way
	 * already; it is kept for the caller.
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
	 * Where an append is. Only the queue changes it.
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
		 * To be appended next.
		 */
		READY(true),

		/**
		 * Appended by its own caller.
		 */
		ALONE(false),

		/**
		 * Its caller appends a group.
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
		 * No leader took it in time.
		 */
		EXPIRED(false),

		/**
		 * A leader took it, and has not ended in time.
		 */
		LOST(false),

		/**
		 * On its way out of the queue, no longer counted.
		 */
		LEAVING(false),

		/**
		 * Out of the queue.
		 */
		LEFT(false);

		private final boolean waiting;

		State(boolean waiting) {
			this.waiting = waiting;
		}

		/**
		 * Whether the caller has nothing to do but wait.
		 */
		boolean isWaiting() {
			return this.waiting;
		}

		boolean isOutOfQueue() {
			return this == OUTSIDE || this == DONE || this == EXPIRED || this == LOST || this == LEFT;
		}

	}

}
