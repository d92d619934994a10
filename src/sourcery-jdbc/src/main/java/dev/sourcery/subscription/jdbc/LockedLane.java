package dev.sourcery.subscription.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/**
 * A locked lane.
 *
 * @param position the checkpoint
 * @param stopAt the position at which it stops for a change of the number of lanes
 * @param nextLanes the number of lanes after that change
 * @param configured the configured number of lanes
 * @param paused whether the subscription is paused
 * @param joined whether the appends apply the events
 */
record LockedLane(long position, @Nullable Long stopAt, @Nullable Integer nextLanes, int configured, boolean paused,
		boolean joined) {

	static LockedLane of(ResultSet row) throws SQLException {
		return new LockedLane(row.getLong("position"), row.getObject("stop_at", Long.class),
				row.getObject("next_lanes", Integer.class), row.getInt("configured"), row.getBoolean("paused"),
				row.getBoolean("joined"));
	}

	boolean hasStopped() {
		return this.stopAt != null && this.stopAt == this.position;
	}

	/**
	 * Returns whether the lane has passed the position at which it stops, because a node
	 * of an earlier release does not know of the stop.
	 */
	boolean hasPassedStop() {
		return this.stopAt != null && this.stopAt < this.position;
	}

}
