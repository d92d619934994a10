package dev.sourcery.store.jdbc;

import java.util.concurrent.locks.LockSupport;

import dev.sourcery.store.Commit;
import dev.sourcery.store.EncodedAppend;
import dev.sourcery.store.EncodedEvent;
import org.jspecify.annotations.Nullable;

/**
 * An append that takes part in groups, with the thread that waits for its outcome.
 */
final class WaitingAppend {

	private static final long LONG_NANOS = 10_000_000;

	private static final int MAX_EVENTS = 16;

	private static final long MAX_CHARACTERS = 64_000;

	private final EncodedAppend append;

	private final boolean small;

	private final Thread thread = Thread.currentThread();

	private boolean leader;

	private volatile Turn turn = Turn.WAIT;

	private @Nullable Commit commit;

	private @Nullable RuntimeException failure;

	WaitingAppend(EncodedAppend append) {
		this.append = append;
		this.small = append.events().size() <= MAX_EVENTS
				&& append.events().stream().mapToLong(EncodedEvent::size).sum() <= MAX_CHARACTERS;
	}

	EncodedAppend append() {
		return this.append;
	}

	/**
	 * A large append would make the others of its group wait.
	 */
	boolean isSmall() {
		return this.small;
	}

	boolean isLeader() {
		return this.leader;
	}

	void lead() {
		this.leader = true;
		give(Turn.LEAD);
	}

	void give(Turn next) {
		this.turn = next;
		if (Thread.currentThread() != this.thread) {
			LockSupport.unpark(this.thread);
		}
	}

	void committed(Commit result) {
		this.commit = result;
		give(Turn.DONE);
	}

	void failed(RuntimeException cause) {
		this.failure = cause;
		give(Turn.DONE);
	}

	/**
	 * Waits for a turn. When it has taken long, something is asked to be done about it.
	 * An interrupt does not end it, because the append may be under way already; it is
	 * kept for the caller.
	 */
	Turn awaitTurn(Runnable afterLong) {
		boolean interrupted = false;
		long since = System.nanoTime();
		while (this.turn == Turn.WAIT) {
			LockSupport.parkNanos(this, LONG_NANOS);
			interrupted |= Thread.interrupted();
			if (this.turn == Turn.WAIT && System.nanoTime() - since >= LONG_NANOS) {
				afterLong.run();
				since = System.nanoTime();
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		Turn next = this.turn;
		this.turn = Turn.WAIT;
		return next;
	}

	Commit outcome() {
		if (this.failure != null) {
			throw this.failure;
		}
		if (this.commit == null) {
			throw new IllegalStateException("The append has no outcome yet");
		}
		return this.commit;
	}

	/**
	 * What the waiting thread is to do.
	 */
	enum Turn {

		/**
		 * Nothing yet.
		 */
		WAIT,

		/**
		 * Append by itself.
		 */
		ALONE,

		/**
		 * Append a group.
		 */
		LEAD,

		/**
		 * Take the outcome.
		 */
		DONE

	}

}
