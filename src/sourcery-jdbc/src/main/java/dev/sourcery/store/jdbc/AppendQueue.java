package dev.sourcery.store.jdbc;

import java.util.Objects;

import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.jdbc.QueueSteps.Step;
import dev.sourcery.store.jdbc.WaitingAppend.State;
import org.jspecify.annotations.Nullable;

/**
 * Schedules appends. A few callers append individually, as if there were no groups;
 * further ones are queued, and when there are enough of them the first appends for all.
 * At most one append per stream is in progress at a time, so the appends of a stream are
 * stored in the order of their arrival.
 * <p>
 * Memory or stack may be exhausted at any time, which must not block the other callers.
 * So the queue allocates nothing after its construction, each exit can be repeated if it
 * fails halfway, and waiting callers complete steps that another thread has left
 * unfinished.
 * <p>
 * The numbers were chosen by measurement, see {@code src/docs/benchmarks.md}: fewer
 * callers that append alone, or a third leader, store less at 4 and 16 threads.
 */
final class AppendQueue {

	private static final int MAX_ALONE = 4;

	private static final int SMALLEST_GROUP = 4;

	private final int maxGroupSize;

	private final int maxInLine;

	private final long maxWaitNanos;

	private final QueueSteps steps;

	private final StreamQueues lines = new StreamQueues();

	private final ReadyAppends ready = new ReadyAppends();

	private final Leaders leaders = new Leaders();

	private int alone;

	private int lastSize;

	AppendQueue(AppendSettings settings, QueueSteps steps) {
		this.maxGroupSize = settings.maxGroupSize();
		this.maxInLine = settings.maxWaiting();
		this.maxWaitNanos = settings.maxWait().toNanos();
		this.steps = steps;
	}

	/**
	 * Adds an append to the queue, unless others append to the same stream and this
	 * append expects an exact version: it will most likely be refused, and can be refused
	 * immediately.
	 */
	synchronized Entry enter(WaitingAppend append) {
		this.steps.reached(Step.ENTER, append.state);
		@Nullable WaitingAppend first = this.lines.first(append);
		if (first == null) {
			append.state = State.IN_LINE;
			this.lines.begin(append);
			this.steps.reached(Step.BEGUN, append.state);
			if (this.ready.size() == 0 && mayGoAlone()) {
				letAppendAlone(append);
			}
			else {
				beReady(append);
				giveTurns();
			}
			return Entry.ENTERED;
		}
		if (append.append().expected() instanceof ExpectedVersion.Exactly) {
			return Entry.PASSED_BY;
		}
		if (first.lengthOfLine >= this.maxInLine) {
			return Entry.NO_ROOM;
		}
		append.state = State.IN_LINE;
		this.lines.join(first, append);
		this.steps.reached(Step.IN_LINE, append.state);
		return Entry.ENTERED;
	}

	private boolean mayGoAlone() {
		return this.leaders.isEmpty() && this.alone < MAX_ALONE;
	}

	private void beReady(WaitingAppend append) {
		if (append.isSmall()) {
			this.ready.add(append);
			this.steps.reached(Step.READY, append.state);
			append.state = State.READY;
		}
		else {
			letAppendAlone(append);
		}
	}

	private void letAppendAlone(WaitingAppend append) {
		this.alone++;
		append.state = State.ALONE;
		this.steps.reached(Step.TURN_GIVEN, append.state);
		append.wake();
	}

	private void letLead(WaitingAppend append) {
		append.leader = append;
		append.gathering = true;
		append.takenAt = System.nanoTime();
		this.leaders.add(append);
		append.state = State.LEADING;
		this.steps.reached(Step.TURN_GIVEN, append.state);
		append.wake();
	}

	/**
	 * Lets the first appends run individually if there are few; otherwise makes one of
	 * them a leader, as soon as enough other appends are ready.
	 */
	private void giveTurns() {
		boolean few = this.ready.size() < SMALLEST_GROUP;
		while (few && this.ready.size() > 0 && mayGoAlone()) {
			letAppendAlone(unlinkFirst());
		}
		if (!(few && this.alone > 0) && hasCompany()) {
			makeLeader();
		}
	}

	// The callers of the last group come back while the other group is in progress.
	// Groups would alternate between large and small if the first of these callers did
	// not wait for the others.
	private boolean hasCompany() {
		return this.leaders.isEmpty() || this.ready.size() >= this.lastSize / 2;
	}

	private void makeLeader() {
		if (this.ready.size() > 0 && this.leaders.hasRoom() && !this.leaders.isGathering()) {
			letLead(unlinkFirst());
		}
	}

	private WaitingAppend unlinkFirst() {
		WaitingAppend next = Objects.requireNonNull(this.ready.first());
		this.ready.remove(next);
		this.steps.reached(Step.UNLINKED, next.state);
		return next;
	}

	/**
	 * Checks a waiting append; invoked periodically while it waits. A single append may
	 * block on an unrelated transaction, so an append that has waited for long does not
	 * have to wait for enough other appends. An append that has reached the maximum wait
	 * leaves the queue.
	 */
	synchronized void lookAgain(WaitingAppend append) {
		this.steps.reached(Step.LOOK, append.state);
		if (append.state == State.GROUPED) {
			if (System.nanoTime() - append.takenAt >= this.maxWaitNanos) {
				leaveLine(append);
				append.state = State.LOST;
			}
		}
		else if (append.state.isWaiting() && append.hasWaited(this.maxWaitNanos)) {
			this.ready.remove(append);
			leaveLine(append);
			this.steps.reached(Step.EXPIRED, append.state);
			append.state = State.EXPIRED;
		}
		else {
			completeReadiness(append);
		}
		this.leaders.removeOverdue();
		makeLeader();
	}

	private void completeReadiness(WaitingAppend append) {
		if (append.state == State.READY || (append.state == State.IN_LINE && this.lines.first(append) == append)) {
			beReady(append);
		}
	}

	/**
	 * Assigns a group to a leader: the first append of each stream, oldest first.
	 */
	synchronized void takeGroup(WaitingAppend leader) {
		int size = 1;
		WaitingAppend last = leader;
		@Nullable WaitingAppend next = this.ready.first();
		while (next != null && size < this.maxGroupSize) {
			this.steps.reached(Step.TAKE, next.state);
			// linked first: an append that is linked but not taken stays in the queue
			last.nextInGroup = next;
			next.nextInGroup = null;
			next.leader = leader;
			next.takenAt = System.nanoTime();
			this.steps.reached(Step.LINKED, next.state);
			this.ready.remove(next);
			next.state = State.GROUPED;
			last = next;
			size++;
			next = this.ready.first();
		}
		this.lastSize = size;
		leader.gathering = false;
		this.steps.reached(Step.TAKEN, leader.state);
	}

	/**
	 * Ends a group. Members with a known commit leave the queue, and the leader wakes
	 * them; the others append individually.
	 */
	synchronized void endGroup(WaitingAppend leader) {
		this.steps.reached(Step.END_GROUP, leader.state);
		this.leaders.remove(leader);
		for (@Nullable
		WaitingAppend member = leader; member != null; member = member.nextInGroup) {
			this.steps.reached(Step.END_MEMBER, member.state);
			if (member.leader == leader && (member.state == State.GROUPED || member.state == State.LEADING)) {
				endMembership(member);
			}
		}
		giveTurns();
		this.steps.reached(Step.GROUP_ENDED, leader.state);
	}

	private void endMembership(WaitingAppend member) {
		if (member.commit == null) {
			letAppendAlone(member);
			return;
		}
		leaveLine(member);
		member.state = State.DONE;
	}

	/**
	 * Removes an append from the queue, regardless of its state. Must be invoked again if
	 * it fails.
	 * @return the previous state of the append
	 */
	synchronized State leave(WaitingAppend append) {
		State before = append.state;
		this.steps.reached(Step.LEAVE, before);
		if (before == State.LEADING) {
			endGroup(append);
		}
		if (append.state.isOutOfQueue()) {
			return before;
		}
		if (append.state == State.ALONE) {
			this.alone--;
			append.state = State.LEAVING;
		}
		this.steps.reached(Step.LEFT_COUNT, append.state);
		this.ready.remove(append);
		leaveLine(append);
		giveTurns();
		this.steps.reached(Step.LEFT, append.state);
		append.state = State.LEFT;
		return before;
	}

	private void leaveLine(WaitingAppend append) {
		this.lines.remove(append);
		this.steps.reached(Step.LEFT_LINE, append.state);
		@Nullable WaitingAppend next = append.nextInLine;
		if (next != null && next.state == State.IN_LINE && this.lines.first(next) == next) {
			beReady(next);
		}
	}

	/**
	 * Returns whether the queue contains no appends.
	 */
	synchronized boolean isEmpty() {
		return this.alone == 0 && this.leaders.isEmpty() && this.ready.size() == 0 && this.lines.isEmpty();
	}

	/**
	 * The result of an attempt to enter the queue: the append waits for its turn or has
	 * it, does not take part in the queue, or is one too many for its stream.
	 */
	enum Entry {

		ENTERED, PASSED_BY, NO_ROOM

	}

}
