package dev.sourcery.subscription.jdbc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.sourcery.event.Position;
import dev.sourcery.event.StreamId;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.schema.EventSequence;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.VerificationReport;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Verifies the stored state of subscriptions. The database aggregates the events; takes
 * no locks. Each statement compares rows of one moment, and the events at or before a
 * checkpoint are final. Thread-safe.
 */
final class SubscriptionVerification {

	private static final int MAX_PROBLEMS = 100;

	private final JdbcTemplate jdbc;

	private final SchemaName schema;

	SubscriptionVerification(JdbcTemplate jdbc, SchemaName schema) {
		this.jdbc = jdbc;
		this.schema = schema;
	}

	VerificationReport verify(SubscriptionKey subscription) {
		List<VerifiedLane> rows = lanes(subscription);
		List<String> problems = new ArrayList<>(laneProblems(rows));
		long upTo = rows.stream()
			.filter((lane) -> lane.number() < lane.lanes())
			.mapToLong(VerifiedLane::position)
			.max()
			.orElse(0);
		problems.addAll(parkedProblems(subscription));
		problems.addAll(streamProblems(upTo));
		return new VerificationReport(subscription, new Position(upTo), List.copyOf(problems));
	}

	private List<VerifiedLane> lanes(SubscriptionKey subscription) {
		String sql = this.schema.in("""
				select %s,
				       %s as last,
				       lane.position = 0
				           or exists (select from {schema}.events where events.position = lane.position) as at_event
				from {schema}.subscription_lanes lane
				where name = ? and subscription_version = ?
				order by lane
				""".formatted(VerifiedLane.COLUMNS, EventSequence.LAST_DRAWN));
		return this.jdbc.query(sql, (row, number) -> VerifiedLane.of(row), subscription.name(), subscription.version());
	}

	// rows beyond the number of lanes are left from a time with more lanes
	private static List<String> laneProblems(List<VerifiedLane> rows) {
		Map<Integer, VerifiedLane> byNumber = new HashMap<>();
		rows.forEach((row) -> byNumber.put(row.number(), row));
		VerifiedLane first = byNumber.get(0);
		if (first == null) {
			return List.of("Lane 0 is missing");
		}
		List<String> problems = new ArrayList<>();
		for (int number = 0; number < first.lanes() && problems.size() < MAX_PROBLEMS; number++) {
			VerifiedLane lane = byNumber.get(number);
			problems.addAll((lane != null) ? lane.problems(first)
					: List.of("Lane %d of %d is missing".formatted(number, first.lanes())));
		}
		return problems;
	}

	private List<String> parkedProblems(SubscriptionKey subscription) {
		String sql = this.schema.in("""
				select parked.position, furthest.position as reached
				from {schema}.parked_events parked,
				     (select max(position) as position
				      from {schema}.subscription_lanes
				      where name = ? and subscription_version = ? and lane < lanes) as furthest
				where parked.name = ? and parked.subscription_version = ?
				  and (parked.position > furthest.position
				       or not exists (select from {schema}.events where events.position = parked.position))
				order by parked.position
				limit ?
				""");
		return this.jdbc.query(sql, (row, number) -> {
			long position = row.getLong("position");
			long reached = row.getLong("reached");
			return (position > reached) ? "The event at position %d is parked, but no lane has passed position %d"
				.formatted(position, reached)
					: "The event at position %d is parked, but is not stored".formatted(position);
		}, subscription.name(), subscription.version(), subscription.name(), subscription.version(), MAX_PROBLEMS);
	}

	private List<String> streamProblems(long upTo) {
		String sql = this.schema.in("""
				select aggregate_type, stream_id, count(*) as events, min(version) as first, max(version) as last
				from {schema}.events
				where position <= ?
				group by aggregate_type, stream_id
				having min(version) <> 1 or count(*) <> max(version)
				limit ?
				""");
		return this.jdbc.query(sql,
				(row, number) -> "Stream %s has %d events up to position %d, but their versions are %d to %d".formatted(
						new StreamId(row.getString("aggregate_type"), row.getString("stream_id")),
						row.getLong("events"), upTo, row.getLong("first"), row.getLong("last")),
				upTo, MAX_PROBLEMS);
	}

}
