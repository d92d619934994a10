package dev.sourcery.store.jdbc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.sourcery.store.AppendOutcomeUnknownException;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EncodedAppend;
import dev.sourcery.store.StoreAccessException;
import dev.sourcery.store.StoreUnavailableException;
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
 * caller, where it succeeds or fails alone. Nobody returns before the commit.
 * Thread-safe.
 */
final class GroupAppend {

	private static final Logger logger = LoggerFactory.getLogger(GroupAppend.class);

	/**
	 * How long a group waits for a row that another transaction is about to store.
	 */
	static final long LOCK_TIMEOUT_MILLIS = 20;

	private static final int MAX_ATTEMPTS = 3;

	private final AppendStatement statement;

	private final Appender appender;

	private final AppendQueue queue;

	private final Semaphore room;

	private final AppendSettings settings;

	GroupAppend(AppendStatement statement, Appender appender, AppendSettings settings) {
		this.statement = statement;
		this.appender = appender;
		this.queue = new AppendQueue(settings.maxGroupSize());
		this.room = new Semaphore(settings.maxWaiting(), true);
		this.settings = settings;
	}

	Commit append(EncodedAppend append) {
		acquireRoom();
		try {
			WaitingAppend waiting = new WaitingAppend(append);
			return this.queue.enter(waiting) ? outcomeOf(waiting)
					: this.appender.appendAndCommit(List.of(append)).get(0);
		}
		finally {
			this.room.release();
		}
	}

	private void acquireRoom() {
		try {
			if (!this.room.tryAcquire(this.settings.maxWait().toNanos(), TimeUnit.NANOSECONDS)) {
				throw new StoreUnavailableException(null,
						new IllegalStateException(
								"%d appends are waiting already, and for %s there was no room for one more"
									.formatted(this.settings.maxWaiting(), this.settings.maxWait())));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new StoreUnavailableException(null, ex);
		}
	}

	private Commit outcomeOf(WaitingAppend waiting) {
		while (true) {
			switch (waiting.awaitTurn(this.queue::lookAgain)) {
				case ALONE -> {
					return appendAlone(waiting);
				}
				case LEAD -> lead(waiting);
				case DONE -> {
					return waiting.outcome();
				}
				case WAIT -> throw new IllegalStateException("A turn is never to wait");
			}
		}
	}

	private Commit appendAlone(WaitingAppend waiting) {
		try {
			return this.appender.appendAndCommit(List.of(waiting.append())).get(0);
		}
		finally {
			this.queue.aloneEnded(waiting);
		}
	}

	private void lead(WaitingAppend leader) {
		this.queue.awaitCompany();
		List<WaitingAppend> group = this.queue.takeGroup(leader);
		List<WaitingAppend> goAlone = new ArrayList<>(group);
		List<Runnable> outcomes = new ArrayList<>();
		// an interrupt of this thread is no business of the others
		boolean interrupted = Thread.interrupted();
		try {
			appendGroup(goAlone, outcomes);
		}
		catch (RuntimeException | Error ex) {
			// Whose fault it is shows when each goes alone. Should the group be
			// committed, its members are recognised by their event ids.
			logger.debug("A group of {} appends has to go by themselves", goAlone.size(), ex);
		}
		finally {
			group.removeAll(goAlone);
			this.queue.groupEnded(group, goAlone);
			outcomes.forEach(Runnable::run);
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Appends a group. Takes each member off the list whose outcome is found.
	 */
	private void appendGroup(List<WaitingAppend> members, List<Runnable> outcomes) {
		List<WaitingAppend> attempted = new ArrayList<>(members);
		// two statements wait for each other in one direction only
		attempted.sort(Comparator.comparing((member) -> member.append().stream()));
		for (int attempt = 1; attempt <= MAX_ATTEMPTS && !attempted.isEmpty(); attempt++) {
			try {
				List<Optional<Commit>> commits = this.statement
					.executeGroupAndCommit(attempted.stream().map(WaitingAppend::append).toList());
				settle(attempted, commits, members, outcomes);
				return;
			}
			catch (StreamMovedException ex) {
				attempted.removeIf((member) -> member.append().stream().equals(ex.append().stream()));
			}
			catch (EventIdTakenException ex) {
				attempted.removeIf((member) -> member.append().stream().equals(ex.append().stream()));
			}
			catch (AppendOutcomeUnknownException ex) {
				fail(attempted, members, outcomes,
						(member) -> new AppendOutcomeUnknownException(List.of(member.append().append()), ex.sqlState(),
								causeOf(ex)));
				return;
			}
			catch (StoreUnavailableException ex) {
				fail(attempted, members, outcomes,
						(member) -> new StoreUnavailableException(ex.sqlState(), causeOf(ex)));
				return;
			}
		}
	}

	private static Throwable causeOf(StoreAccessException ex) {
		return (ex.getCause() != null) ? ex.getCause() : ex;
	}

	private static void settle(List<WaitingAppend> attempted, List<Optional<Commit>> commits,
			List<WaitingAppend> members, List<Runnable> outcomes) {
		for (int i = 0; i < attempted.size(); i++) {
			WaitingAppend member = attempted.get(i);
			commits.get(i).ifPresent((commit) -> {
				members.remove(member);
				outcomes.add(() -> member.committed(commit));
			});
		}
	}

	private static void fail(List<WaitingAppend> attempted, List<WaitingAppend> members, List<Runnable> outcomes,
			MemberFailure failure) {
		for (WaitingAppend member : attempted) {
			members.remove(member);
			outcomes.add(() -> member.failed(failure.of(member)));
		}
	}

	private interface MemberFailure {

		RuntimeException of(WaitingAppend member);

	}

}
