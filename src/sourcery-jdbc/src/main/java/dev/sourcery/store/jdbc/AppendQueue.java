package dev.sourcery.store.jdbc;

import java.util.Objects;

import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.jdbc.QueueSteps.Step;
import dev.sourcery.store.jdbc.WaitingAppend.State;
import org.jspecify.annotations.Nullable;

/**
 * Who appends when. A few callers append by themselves, as if there were no groups;
 * further ones queue up, and when there are enough of them the first appends for all. Of
 * each stream there is one append under way at a time, so the appends of a stream follow
 * each other as they came.
 * <p>
 * Memory or stack may run out at any time, which must not stop the others. So the queue
 * allocates nothing after its construction, each exit can be taken again if it fails
 * halfway, and waiting callers complete what another thread has left undone.
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

	private final StreamLines lines = new StreamLines();

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
	 * Takes part, unless others append to the same stream and this append expects an
	 * exact version: it will most likely be refused, and can be so at once.
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
	 * Lets the first appends go by themselves if there are few; else makes one of them a
	 * leader, as soon as there is enough company.
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

	// The callers of the last group come back while the other group is under way. Groups
	// would be large and small in turn if the first of them did not wait for the others.
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
	 * To be called from time to time while an append waits. A single append may block on
	 * an unrelated transaction, so one that has waited for long need not wait for enough
	 * company. One that has waited for too long leaves.
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
	 * Lets a leader take its group: the first append of each stream, oldest first.
	 */
	synchronized void takeGroup(WaitingAppend leader) {
		int size = 1;
		WaitingAppend last = leader;
		@Nullable WaitingAppend next = this.ready.first();
		while (next != null && size < this.maxGroupSize) {
			this.steps.reached(Step.TAKE, next.state);
			// linked first: what is linked but not taken stays in the queue
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
	 * Lets the members of a group go whose commit is known, to be woken by the leader;
	 * the others go by themselves.
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
	 * Takes an append out of the queue, whatever its state is. To be called again if it
	 * fails.
	 * @return the state it had
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
	 * Whether there is nothing left of all appends.
	 */
	synchronized boolean isEmpty() {
		return this.alone == 0 && this.leaders.isEmpty() && this.ready.size() == 0 && this.lines.isEmpty();
	}

	/**
	 * What becomes of an append that comes to the queue.
	 */
	enum Entry {

		/**
		 * It waits for its turn, or has it.
		 */
		ENTERED,

		/**
		 * It does not take part.
		 */
		PASSED_BY,

		/**
		 * Too many wait for the same stream.
		 */
		NO_ROOM

	}

}
