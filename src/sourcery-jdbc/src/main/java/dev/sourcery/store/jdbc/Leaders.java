package dev.sourcery.store.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * The leaders of the groups that are under way. As {@link StreamLines}, it allocates
 * nothing. The queue's lock guards it.
 */
final class Leaders {

	private static final int MAX_LEADERS = 2;

	// A leader that takes longer waits for a connection or for the server. The others do
	// not have to wait for the same.
	private static final long OVERDUE_NANOS = 1_000_000_000;

	private final @Nullable WaitingAppend[] places = new WaitingAppend[MAX_LEADERS];

	boolean isEmpty() {
		return this.places[0] == null && this.places[1] == null;
	}

	boolean hasRoom() {
		return placeOf(null) >= 0;
	}

	/**
	 * Whether a leader has yet to take its group.
	 */
	boolean isGathering() {
		return isGathering(this.places[0]) || isGathering(this.places[1]);
	}

	private static boolean isGathering(@Nullable WaitingAppend leader) {
		return leader != null && leader.gathering;
	}

	private int placeOf(@Nullable WaitingAppend leader) {
		for (int place = 0; place < MAX_LEADERS; place++) {
			if (this.places[place] == leader) {
				return place;
			}
		}
		return -1;
	}

	void add(WaitingAppend leader) {
		this.places[placeOf(null)] = leader;
	}

	/**
	 * Removes a leader, if it is there.
	 */
	void remove(WaitingAppend leader) {
		int place = placeOf(leader);
		if (place >= 0) {
			this.places[place] = null;
		}
	}

	/**
	 * Leaders that take long do not count any more.
	 */
	void removeOverdue() {
		for (int place = 0; place < MAX_LEADERS; place++) {
			@Nullable WaitingAppend leader = this.places[place];
			if (leader != null && System.nanoTime() - leader.takenAt >= OVERDUE_NANOS) {
				this.places[place] = null;
			}
		}
	}

}
