package dev.sourcery.subscription.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The columns of a lane that are verified.
 *
 * @param number the number of the lane
 * @param lanes the number of lanes
 * @param position the checkpoint
 * @param last the last position that was drawn
 * @param atEvent whether the position is the start or that of a stored event
 * @param paused whether the lane is paused
 * @param stopAt the position at which it stops
 * @param nextLanes the number of lanes after that
 * @param failing the position of the event that fails
 * @param failingColumns the number of columns that describe this event and are set, of 3
 * @param claimed whether the lane has an owner
 * @param leased whether the lane has a lease
 */
record VerifiedLane(int number, int lanes, long position, long last, boolean atEvent, boolean paused,
		@Nullable Long stopAt, @Nullable Integer nextLanes, @Nullable Long failing, int failingColumns, boolean claimed,
		boolean leased) {

	static final String COLUMNS = """
			lane, lanes, position, paused, stop_at, next_lanes, failing_position,
			num_nonnulls(failing_position, failing_since, failing_attempts) as failing_columns,
			owner is not null as claimed, lease_until is not null as leased""";

	static VerifiedLane of(ResultSet row) throws SQLException {
		return new VerifiedLane(row.getInt("lane"), row.getInt("lanes"), row.getLong("position"), row.getLong("last"),
				row.getBoolean("at_event"), row.getBoolean("paused"), row.getObject("stop_at", Long.class),
				row.getObject("next_lanes", Integer.class), row.getObject("failing_position", Long.class),
				row.getInt("failing_columns"), row.getBoolean("claimed"), row.getBoolean("leased"));
	}

	/**
	 * Returns the problems of this lane.
	 * @param first lane 0, with which all lanes agree
	 */
	List<String> problems(VerifiedLane first) {
		List<String> problems = new ArrayList<>();
		if (this.lanes != first.lanes) {
			problems.add("has %d lanes, but lane 0 has %d".formatted(this.lanes, first.lanes));
		}
		if (this.position > this.last) {
			problems.add("is at position %d, but the last position is %d".formatted(this.position, this.last));
		}
		else if (!this.atEvent) {
			problems.add("is at position %d, but no event has this position".formatted(this.position));
		}
		if (this.paused != first.paused) {
			problems.add("is %s, but lane 0 is %s".formatted(paused(this), paused(first)));
		}
		if (!Objects.equals(this.stopAt, first.stopAt) || !Objects.equals(this.nextLanes, first.nextLanes)
				|| (this.stopAt == null) != (this.nextLanes == null)) {
			problems.add("stops at %s for %s lanes, but lane 0 stops at %s for %s".formatted(this.stopAt,
					this.nextLanes, first.stopAt, first.nextLanes));
		}
		if (this.failingColumns % 3 != 0) {
			problems.add("has an incomplete record of the event that fails");
		}
		if (this.failing != null && this.failing > this.last) {
			problems.add("fails at position %d, but the last position is %d".formatted(this.failing, this.last));
		}
		if (this.claimed && !this.leased) {
			problems.add("has an owner without a lease");
		}
		return problems.stream().map((problem) -> "Lane %d %s".formatted(this.number, problem)).toList();
	}

	private static String paused(VerifiedLane lane) {
		return lane.paused ? "paused" : "not paused";
	}

}
