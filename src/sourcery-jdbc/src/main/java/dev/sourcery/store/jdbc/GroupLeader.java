package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import dev.sourcery.Redaction;
import dev.sourcery.event.StreamId;
import dev.sourcery.failure.SqlStates;
import dev.sourcery.store.AppendOutcomeUnknownException;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventStoreException;
import dev.sourcery.store.StoreAccessException;
import dev.sourcery.store.jdbc.AppendOutcome.Refused;
import dev.sourcery.store.jdbc.GroupOutcome.Executed;
import dev.sourcery.store.jdbc.QueueSteps.Step;
import dev.sourcery.store.jdbc.WaitingAppend.State;
import dev.sourcery.store.spi.EncodedAppend;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends a group on the thread of its leader. An append that causes the refusal of the
 * group is removed from it, and appended by its own caller. Thread-safe.
 */
final class GroupLeader {

	private static final Logger logger = LoggerFactory.getLogger(GroupLeader.class);

	private static final int MAX_ATTEMPTS = 3;

	private static final long WARNING_INTERVAL_NANOS = 60_000_000_000L;

	private static final long PAUSE_NANOS = 60_000_000_000L;

	private final AppendStatement statement;

	private final AppendQueue queue;

	private final QueueSteps steps;

	private final AtomicLong nextWarning = new AtomicLong(System.nanoTime());

	private volatile boolean paused;

	private volatile long pausedUntil;

	GroupLeader(AppendStatement statement, AppendQueue queue, QueueSteps steps) {
		this.statement = statement;
		this.queue = queue;
		this.steps = steps;
	}

	void lead(WaitingAppend leader) {
		// an interrupt of this thread must not affect the others
		leader.keepInterrupt();
		try {
			this.steps.reached(Step.LEAD, leader.state);
			// before the group is taken: while the leader waits for a connection, no
			// append of the others is in progress
			Connection connection = this.statement.connection(List.of(leader.append()));
			try {
				this.queue.takeGroup(leader);
				appendGroup(connection, membersOf(leader));
			}
			finally {
				this.statement.release(connection);
			}
		}
		catch (RuntimeException | Error ex) {
			// The individual attempts show which append has caused the failure. If the
			// group was committed, its members are recognized by their event ids.
			leader.groupFailure = ex;
			this.steps.reached(Step.FAILED, leader.state);
			pauseIfUnusable(ex);
			log(ex);
		}
		finally {
			endGroup(leader);
			leader.keepInterrupt();
		}
	}

	/**
	 * Pauses groups if the function for groups is not usable. If it is missing, belongs
	 * to another schema, or may not be called, each group would fail. Its members succeed
	 * individually, so groups are retried only at intervals.
	 */
	private void pauseIfUnusable(Throwable failure) {
		if (failure instanceof StoreAccessException access && access.sqlState() != null
				&& SqlStates.isUnusable(access.sqlState())) {
			this.pausedUntil = System.nanoTime() + PAUSE_NANOS;
			this.paused = true;
		}
	}

	/**
	 * Returns whether groups are currently paused.
	 */
	boolean isPaused() {
		if (this.paused && System.nanoTime() - this.pausedUntil >= 0) {
			this.paused = false;
		}
		return this.paused;
	}

	/**
	 * Logs a failure. A failure that the database has not reported, or that occurs only
	 * in groups, is not visible elsewhere if the members succeed.
	 */
	private void log(Throwable failure) {
		boolean expected = failure instanceof EventStoreException && !isPaused()
				&& !(failure instanceof AppendOutcomeUnknownException && !(failure.getCause() instanceof SQLException));
		long now = System.nanoTime();
		long next = this.nextWarning.get();
		if (!expected && now - next >= 0 && this.nextWarning.compareAndSet(next, now + WARNING_INTERVAL_NANOS)) {
			logger.warn(
					"The append of a group failed unexpectedly; its members append individually. Further failures of this kind are logged at DEBUG for a minute.",
					Redaction.redact(failure));
		}
		else {
			logger.debug("The members of a group have to append individually", failure);
		}
	}

	private void endGroup(WaitingAppend leader) {
		try {
			this.queue.endGroup(leader);
		}
		catch (RuntimeException | Error ex) {
			this.queue.endGroup(leader);
		}
		// outside of the lock, so that arriving callers are not blocked
		for (@Nullable
		WaitingAppend member = leader; member != null; member = member.nextInGroup) {
			member.wake();
		}
	}

	// sorted, so that two statements wait for each other in one direction only
	private List<WaitingAppend> membersOf(WaitingAppend leader) {
		List<WaitingAppend> members = new ArrayList<>();
		for (@Nullable
		WaitingAppend member = leader; member != null; member = member.nextInGroup) {
			members.add(member);
		}
		members.sort(Comparator.comparing(WaitingAppend::stream));
		this.steps.reached(Step.SORTED, leader.state);
		return members;
	}

	private void appendGroup(Connection connection, List<WaitingAppend> members) {
		for (int attempt = 1; attempt <= MAX_ATTEMPTS && !members.isEmpty(); attempt++) {
			@Nullable StreamId refused = attempt(connection, members);
			if (refused == null) {
				return;
			}
			members.removeIf((member) -> member.stream().equals(refused));
		}
	}

	/**
	 * Appends the members of a group, and records the outcome of each.
	 * @return the stream whose append causes the refusal of all; {@code null} if there is
	 * none
	 */
	private @Nullable StreamId attempt(Connection connection, List<WaitingAppend> members) {
		List<EncodedAppend> appends = members.stream().map(WaitingAppend::append).toList();
		this.steps.reached(Step.EXECUTE, State.LEADING);
		// true until the contrary is known, so that no failure in between can lose the
		// mark
		mark(members, true);
		try {
			GroupOutcome outcome = this.statement.executeGroupAndCommit(connection, appends);
			if (outcome instanceof Refused refused) {
				mark(members, false);
				return refused.append().stream();
			}
			this.steps.reached(Step.EXECUTED, State.LEADING);
			settle(members, ((Executed) outcome).commits());
			return null;
		}
		catch (AppendOutcomeUnknownException ex) {
			throw ex;
		}
		catch (EventStoreException ex) {
			mark(members, false);
			throw ex;
		}
	}

	private static void mark(List<WaitingAppend> members, boolean mayBeStored) {
		for (WaitingAppend member : members) {
			member.mayBeStored = mayBeStored;
		}
	}

	private void settle(List<WaitingAppend> members, List<Optional<Commit>> commits) {
		for (int i = 0; i < members.size(); i++) {
			WaitingAppend member = members.get(i);
			this.steps.reached(Step.SETTLE, member.state);
			member.commit = commits.get(i).orElse(null);
			member.mayBeStored = member.commit != null;
		}
	}

}
