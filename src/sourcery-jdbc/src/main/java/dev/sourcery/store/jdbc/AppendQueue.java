package dev.sourcery.store.jdbc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;

import dev.sourcery.event.StreamId;
import dev.sourcery.store.jdbc.WaitingAppend.Turn;

/**
 * Who appends when. A few callers append by themselves, as if there were no groups; the
 * others queue up, and the first of them appends for all. Of each stream there is one
 * append under way at a time, so the appends of a stream follow each other as they came.
 * All methods are synchronized and quick.
 */
public final class AppendQueue {

	public static volatile int MAX_ALONE = 2;

	public static volatile int MAX_LEADERS = 1;

	public static volatile int COMPANY = 100;

	private int lastSize;

	void awaitCompany() {
		long until = System.nanoTime() + COMPANY * 1000L;
		while (hasFew() && System.nanoTime() < until) {
			Thread.yield();
		}
	}

	private synchronized boolean hasFew() {
		return this.waiting.size() < this.lastSize / 2;
	}

	private final int maxGroupSize;

	private final Queue<WaitingAppend> waiting = new ArrayDeque<>();

	private final Set<StreamId> underWay = new HashSet<>();

	private int alone;

	private int leaders;

	AppendQueue(int maxGroupSize) {
		this.maxGroupSize = maxGroupSize;
	}

	synchronized void enter(WaitingAppend append) {
		this.waiting.add(append);
		if (this.waiting.size() == 1 && this.leaders == 0 && this.alone < MAX_ALONE && !isUnderWay(append)) {
			this.waiting.clear();
			letAppendAlone(append);
		}
		else if (this.leaders < MAX_LEADERS || !append.isSmall()) {
			giveTurns();
		}
	}

	private boolean isUnderWay(WaitingAppend append) {
		return this.underWay.contains(append.append().stream());
	}

	private void letAppendAlone(WaitingAppend append) {
		this.underWay.add(append.append().stream());
		this.alone++;
		append.give(Turn.ALONE);
	}

	/**
	 * Lets large appends go by themselves and makes the first other one the leader, as
	 * far as their streams are free.
	 */
	private void giveTurns() {
		Set<StreamId> seen = new HashSet<>();
		for (Iterator<WaitingAppend> iterator = this.waiting.iterator(); iterator.hasNext();) {
			WaitingAppend next = iterator.next();
			boolean first = seen.add(next.append().stream());
			if (!first || isUnderWay(next) || next.isLeader()) {
				continue;
			}
			if (!next.isSmall()) {
				iterator.remove();
				letAppendAlone(next);
			}
			else if (this.leaders < MAX_LEADERS) {
				this.leaders++;
				next.lead();
			}
		}
	}

	/**
	 * The next group: the first append of each stream, oldest first.
	 */
	synchronized List<WaitingAppend> takeGroup(WaitingAppend leader) {
		List<WaitingAppend> group = new ArrayList<>();
		Set<StreamId> seen = new HashSet<>();
		for (Iterator<WaitingAppend> iterator = this.waiting.iterator(); iterator.hasNext()
				&& group.size() < this.maxGroupSize;) {
			WaitingAppend next = iterator.next();
			boolean eligible = seen.add(next.append().stream()) && !isUnderWay(next) && next.isSmall();
			if (eligible && (next == leader || !next.isLeader())) {
				iterator.remove();
				group.add(next);
			}
		}
		this.lastSize = group.size();
		group.forEach((member) -> this.underWay.add(member.append().stream()));
		return group;
	}

	/**
	 * The group has been appended, but some of its members have to go by themselves.
	 */
	synchronized void groupEnded(List<WaitingAppend> done, List<WaitingAppend> goAlone) {
		done.forEach((member) -> this.underWay.remove(member.append().stream()));
		this.alone += goAlone.size();
		this.leaders--;
		giveTurns();
		goAlone.forEach((member) -> member.give(Turn.ALONE));
	}

	synchronized void aloneEnded(WaitingAppend append) {
		this.alone--;
		this.underWay.remove(append.append().stream());
		giveTurns();
	}

}
