package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import dev.sourcery.Redaction;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.AppendOutcomeUnknownException;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventStoreException;
import dev.sourcery.store.StoreAccessException;
import dev.sourcery.store.StoreUnavailableException;
import dev.sourcery.store.jdbc.AppendOutcome.Refused;
import dev.sourcery.store.jdbc.AppendQueue.Entry;
import dev.sourcery.store.jdbc.GroupOutcome.Executed;
import dev.sourcery.store.jdbc.QueueSteps.Step;
import dev.sourcery.store.jdbc.WaitingAppend.State;
import dev.sourcery.store.spi.EncodedAppend;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets callers without a transaction share statements and commits when many of them
 * append at once. The first of those who wait appends for all ("leader and followers", as
 * group commit in databases does), so there is no thread for it, and a few callers append
 * as if this did not exist.
 * <p>
 * Each append keeps its own version check and its own outcome. What does not go through
 * smoothly, for whatever reason, is taken out of the group and appended by its own
 * caller, where it succeeds or fails alone: the failure of a group may be its leader's.
 * Nobody returns before the commit. Thread-safe.
 */
final class GroupAppend {

	private static final Logger logger = LoggerFactory.getLogger(GroupAppend.class);

	private static final int MAX_ATTEMPTS = 3;

	// more than the queue's own methods need
	private static final int STACK_FRAMES = 200;

	private static final long FIRST_LOOK_NANOS = 10_000_000;

	private static final long LATER_LOOK_NANOS = 100_000_000;

	private static final long WARNING_INTERVAL_NANOS = 60_000_000_000L;

	// undefined function, table or schema, insufficient privilege, read-only, the
	// function
	// of another schema
	private static final Set<String> UNUSABLE = Set.of("42883", "42P01", "3F000", "42501", "25006", "55000");

	private static final long PAUSE_NANOS = 60_000_000_000L;

	private volatile boolean paused;

	private volatile long pausedUntil;

	private final AtomicLong nextWarning = new AtomicLong(System.nanoTime());

	private final AppendStatement statement;

	private final Appender appender;

	private final AppendQueue queue;

	private final AppendSettings settings;

	private final QueueSteps steps;

	GroupAppend(AppendStatement statement, Appender appender, AppendSettings settings, QueueSteps steps) {
		this.statement = statement;
		this.appender = appender;
		this.queue = new AppendQueue(settings, steps);
		this.settings = settings;
		this.steps = steps;
	}

	/**
	 * Whether no append is under way or waits.
	 */
	boolean isIdle() {
		return this.queue.isEmpty();
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
			// taken by a leader, which goes on; or left in doubt, without an attempt of
			// its own to find out
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
	 * Fails if the stack is about to overflow, while there is nothing to leave in
	 * disorder.
	 */
	private static int requireStack(int frames) {
		return (frames == 0) ? 0 : requireStack(frames - 1) + 1;
	}

	// what has been achieved is not lost by a failure here
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
			lead(waiting);
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
			// whatever is not ready waits for others, not for company
			nanos = (waiting.state == State.READY) ? FIRST_LOOK_NANOS : Math.min(2 * nanos, LATER_LOOK_NANOS);
		}
		return waiting.state;
	}

	/**
	 * Where the group may have been committed, this finds out: if so, the events are
	 * recognised by their ids.
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
			if (waiting.mayBeStored && !Doubt.isRemovedBy(ex, waiting.append())) {
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

	private void lead(WaitingAppend leader) {
		// an interrupt of this thread is no business of the others
		leader.keepInterrupt();
		try {
			this.steps.reached(Step.LEAD, leader.state);
			// before the group is taken: while the leader waits for a connection, nothing
			// of
			// the others is under way
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
			// Whose fault it is shows when each goes alone. Should the group be
			// committed, its members are recognised by their event ids.
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
	 * Where the function of groups is missing, is that of another schema, or may not be
	 * called, each group would fail. Its members succeed alone, so it is tried again from
	 * time to time only.
	 */
	private void pauseIfUnusable(Throwable failure) {
		if (failure instanceof StoreAccessException access && access.sqlState() != null
				&& UNUSABLE.contains(access.sqlState())) {
			this.pausedUntil = System.nanoTime() + PAUSE_NANOS;
			this.paused = true;
		}
	}

	/**
	 * Whether groups are not tried for the moment.
	 */
	boolean isPaused() {
		if (this.paused && System.nanoTime() - this.pausedUntil >= 0) {
			this.paused = false;
		}
		return this.paused;
	}

	/**
	 * What the database has not reported, or only a group meets, shows nowhere else if
	 * the members succeed.
	 */
	private void log(Throwable failure) {
		boolean expected = failure instanceof EventStoreException && !isPaused()
				&& !(failure instanceof AppendOutcomeUnknownException && !(failure.getCause() instanceof SQLException));
		long now = System.nanoTime();
		long next = this.nextWarning.get();
		if (!expected && now - next >= 0 && this.nextWarning.compareAndSet(next, now + WARNING_INTERVAL_NANOS)) {
			logger.warn(
					"The append of a group failed unexpectedly; its members append by themselves. Further failures of this kind are logged at DEBUG for a minute.",
					Redaction.redact(failure));
		}
		else {
			logger.debug("The members of a group have to append by themselves", failure);
		}
	}

	private void endGroup(WaitingAppend leader) {
		try {
			this.queue.endGroup(leader);
		}
		catch (RuntimeException | Error ex) {
			this.queue.endGroup(leader);
		}
		// no longer in the way of those that come
		for (@Nullable
		WaitingAppend member = leader; member != null; member = member.nextInGroup) {
			member.wake();
		}
	}

	// two statements wait for each other in one direction only
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
	 * Appends what belongs together, and keeps the outcome of each.
	 * @return the stream whose append refuses all; {@code null} if there is none
	 */
	private @Nullable StreamId attempt(Connection connection, List<WaitingAppend> members) {
		List<EncodedAppend> appends = members.stream().map(WaitingAppend::append).toList();
		this.steps.reached(Step.EXECUTE, State.LEADING);
		// true until the contrary is known, so that nothing between can lose it
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
