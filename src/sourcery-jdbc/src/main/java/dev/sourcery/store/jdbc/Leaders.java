package dev.sourcery.store.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * The leaders of the groups in progress. Like {@link StreamQueues}, it allocates nothing.
 * Guarded by the queue's lock.
 */
final class Leaders {

	private static final int MAX_LEADERS = 2;

	// A leader that takes longer waits for a connection or for the server. Other groups
	// do not have to wait for the same resource.
	private static final long OVERDUE_NANOS = 1_000_000_000;

	private final @Nullable WaitingAppend[] places = new WaitingAppend[MAX_LEADERS];

	boolean isEmpty() {
		return this.places[0] == null && this.places[1] == null;
	}

	boolean hasRoom() {
		return placeOf(null) >= 0;
	}

	/**
	 * Returns whether a leader has not taken its group yet.
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
	 * Removes a leader, if present.
	 */
	void remove(WaitingAppend leader) {
		int place = placeOf(leader);
		if (place >= 0) {
			this.places[place] = null;
		}
	}

	/**
	 * Removes leaders that take too long, so that they no longer count.
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
