package dev.sourcery.store.jdbc;

import java.util.List;

import dev.sourcery.store.AppendOutcomeUnknownException;
import dev.sourcery.store.Commit;
import dev.sourcery.store.StoreUnavailableException;
import dev.sourcery.store.jdbc.AppendQueue.Entry;
import dev.sourcery.store.jdbc.QueueSteps.Step;
import dev.sourcery.store.jdbc.WaitingAppend.State;
import dev.sourcery.store.spi.EncodedAppend;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers without a transaction share statements and commits when many of them
 * append concurrently. The first waiting caller appends for all ("leader and followers",
 * as in the group commit of databases), so no additional thread is needed, and a few
 * callers append as if there were no groups.
 * <p>
 * Each append keeps its own version check and its own outcome. An append that fails in
 * the group, for any reason, is removed from the group and appended by its own caller,
 * where it succeeds or fails alone: the failure of a group may be caused by its leader.
 * No call returns before the commit. Thread-safe.
 */
final class GroupAppend {

	// more frames than the methods of the queue need
	private static final int STACK_FRAMES = 200;

	private static final long FIRST_LOOK_NANOS = 10_000_000;

	private static final long LATER_LOOK_NANOS = 100_000_000;

	private final GroupLeader leader;

	private final RetryingAppender appender;

	private final AppendQueue queue;

	private final AppendSettings settings;

	private final QueueSteps steps;

	GroupAppend(AppendStatement statement, RetryingAppender appender, AppendSettings settings, QueueSteps steps) {
		this.appender = appender;
		this.queue = new AppendQueue(settings, steps);
		this.leader = new GroupLeader(statement, this.queue, steps);
		this.settings = settings;
		this.steps = steps;
	}

	/**
	 * Returns whether no append is in progress or waiting.
	 */
	boolean isIdle() {
		return this.queue.isEmpty();
	}

	/**
	 * Returns whether groups are currently paused.
	 */
	boolean isPaused() {
		return this.leader.isPaused();
	}

	Commit append(EncodedAppend append) {
		requireStack(STACK_FRAMES);
		WaitingAppend waiting = new WaitingAppend(append);
		try {
			return enter(waiting) ? appendInTurn(waiting) : this.appender.appendAndCommit(List.of(append)).get(0);
		}
		catch (RuntimeException | Error ex) {
			this.steps.reached(Step.ABANDON, waiting.state);
			State left = leave(waiting);
			if (waiting.commit != null && left == State.DONE) {
				return waiting.commit;
			}
			// taken by a leader, which continues; or left in doubt, without an attempt of
			// its own to resolve the doubt
			boolean inDoubt = left == State.GROUPED || (waiting.isInDoubt() && !waiting.attemptedAlone);
			if (inDoubt && !(ex instanceof AppendOutcomeUnknownException)) {
				throw outcomeUnknown(waiting, ex);
			}
			throw ex;
		}
		finally {
			leave(waiting);
			waiting.restoreInterrupt();
		}
	}

	/**
	 * Fails if the stack is about to overflow, before any state could become
	 * inconsistent.
	 */
	private static int requireStack(int frames) {
		return (frames == 0) ? 0 : requireStack(frames - 1) + 1;
	}

	// a failure here does not lose the result of the append
	private State leave(WaitingAppend waiting) {
		try {
			return this.queue.leave(waiting);
		}
		catch (RuntimeException | Error ex) {
			return this.queue.leave(waiting);
		}
	}

	private boolean enter(WaitingAppend waiting) {
		Entry entry = this.queue.enter(waiting);
		while (entry == Entry.NO_ROOM) {
			if (waiting.hasWaited(this.settings.maxWait().toNanos())) {
				throw unavailable("%d appends to %s are waiting already, and for %s there was no room for one more"
					.formatted(this.settings.maxWaiting(), waiting.stream(), this.settings.maxWait()));
			}
			waiting.park(FIRST_LOOK_NANOS);
			entry = this.queue.enter(waiting);
		}
		return entry == Entry.ENTERED;
	}

	private static StoreUnavailableException unavailable(String reason) {
		return new StoreUnavailableException(null, new IllegalStateException(reason));
	}

	private Commit appendInTurn(WaitingAppend waiting) {
		State state = awaitTurn(waiting);
		if (state == State.LEADING) {
			this.leader.lead(waiting);
			state = waiting.state;
		}
		if (state == State.ALONE) {
			return appendAlone(waiting);
		}
		if (waiting.commit != null && state == State.DONE) {
			return waiting.commit;
		}
		String patience = "for " + this.settings.maxWait();
		throw (state == State.EXPIRED)
				? unavailable("The append to %s has waited %s for its turn".formatted(waiting.stream(), patience))
				: outcomeUnknown(waiting, new IllegalStateException(
						"The thread that appends for several callers has not ended " + patience));
	}

	private State awaitTurn(WaitingAppend waiting) {
		long nanos = FIRST_LOOK_NANOS;
		while (waiting.state.isWaiting()) {
			waiting.park(nanos);
			if (waiting.state.isWaiting()) {
				this.queue.lookAgain(waiting);
			}
			// an append that is not ready waits for other appends, not for a larger group
			nanos = (waiting.state == State.READY) ? FIRST_LOOK_NANOS : Math.min(2 * nanos, LATER_LOOK_NANOS);
		}
		return waiting.state;
	}

	/**
	 * Appends individually. If the group may have been committed, this attempt resolves
	 * the doubt: stored events are recognized by their ids.
	 */
	private Commit appendAlone(WaitingAppend waiting) {
		try {
			waiting.attemptedAlone = true;
			this.steps.reached(Step.ALONE, waiting.state);
			Commit commit = this.appender.appendAndCommit(List.of(waiting.append())).get(0);
			waiting.mayBeStored = true;
			this.steps.reached(Step.STORED_ALONE, waiting.state);
			return commit;
		}
		catch (RuntimeException | Error ex) {
			if (waiting.mayBeStored && !UncertainAppend.isRemovedBy(ex, waiting.append())) {
				throw outcomeUnknown(waiting, ex);
			}
			throw ex;
		}
	}

	private static AppendOutcomeUnknownException outcomeUnknown(WaitingAppend waiting, Throwable failure) {
		@Nullable Throwable first = (waiting.leader != null) ? waiting.leader.groupFailure : null;
		@Nullable String sqlState = (first instanceof AppendOutcomeUnknownException unknown) ? unknown.sqlState() : null;
		AppendOutcomeUnknownException unknown = new AppendOutcomeUnknownException(List.of(waiting.append().append()),
				sqlState, (first != null) ? first : failure);
		if (first != null) {
			unknown.addSuppressed(failure);
		}
		return unknown;
	}

}
