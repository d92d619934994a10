package dev.sourcery.subscription.jdbc;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import dev.sourcery.event.Position;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.schema.EventSequence;
import dev.sourcery.subscription.FailureStatus;
import dev.sourcery.subscription.Lag;
import dev.sourcery.subscription.ReachedPosition;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.SubscriptionMeasurement;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Measures subscriptions by one statement for all of them. Takes no locks. Thread-safe.
 */
final class MeasurementQuery {

	// the appends apply the events of a lane that stands
	private static final String APPLIED = """
			case when lane.joined then (select coalesce(max(position), 0) from {schema}.events)
			     else coalesce(reached.position, lane.position) end""";

	private static final String PAUSED = "lane.paused and not lane.joined";

	// of each subscription: the query is repeated for metrics
	private static final int MAX_COUNTED = 1000;

	private final JdbcTemplate jdbc;

	private final SchemaName schema;

	MeasurementQuery(JdbcTemplate jdbc, SchemaName schema) {
		this.jdbc = jdbc;
		this.schema = schema;
	}

	List<SubscriptionMeasurement> measure(Collection<SubscriptionKey> subscriptions,
			Collection<ReachedPosition> reached) {
		String sql = this.schema.in("""
				with state as materialized (
				    select wanted.name, wanted.version,
				           coalesce(min(%s) filter (where lane.lane < lane.lanes), 0) as position,
				           coalesce(bool_or(%s) filter (where lane.lane < lane.lanes), false) as paused,
				           coalesce(sum(lane.skipped), 0) as skipped
				    from unnest(?, ?) as wanted (name, version)
				    left join {schema}.subscription_lanes lane
				        on lane.name = wanted.name and lane.subscription_version = wanted.version
				    left join unnest(?, ?, ?, ?, ?, ?) as reached (name, version, lane, token, stored, position)
				        on reached.name = lane.name and reached.version = lane.subscription_version
				        and reached.lane = lane.lane and reached.token = lane.fence
				        and reached.stored = lane.position
				    group by wanted.name, wanted.version)
				select state.*, parked.*, pending.*,
				       %s as last
				from state
				cross join lateral (
				    select count(*) as parked_events, count(distinct key) as parked_keys,
				           extract(epoch from clock_timestamp() - min(parked_at))::double precision as oldest
				    from {schema}.parked_events event
				    where event.name = state.name and event.subscription_version = state.version) as parked
				cross join lateral (
				    select count(*) as events,
				           extract(epoch from clock_timestamp() - min(recorded_at))::double precision as age
				    from (select recorded_at
				          from {schema}.events
				          where events.position > state.position
				          order by events.position limit %d) as next) as pending
				""".formatted(APPLIED, PAUSED, EventSequence.LAST_DRAWN, MAX_COUNTED + 1));
		return this.jdbc.query(sql, (statement) -> setParameters(statement, subscriptions, reached),
				(row, number) -> measurement(row));
	}

	private static void setParameters(PreparedStatement statement, Collection<SubscriptionKey> subscriptions,
			Collection<ReachedPosition> reached) throws SQLException {
		statement.setArray(1, array(statement, "text", subscriptions.stream().map(SubscriptionKey::name)));
		statement.setArray(2, array(statement, "int", subscriptions.stream().map(SubscriptionKey::version)));
		statement.setArray(3, array(statement, "text", reached.stream().map((each) -> each.lane().name())));
		statement.setArray(4, array(statement, "int", reached.stream().map((each) -> each.lane().version())));
		statement.setArray(5, array(statement, "int", reached.stream().map((each) -> each.lane().number())));
		statement.setArray(6, array(statement, "bigint", reached.stream().map(ReachedPosition::token)));
		statement.setArray(7, array(statement, "bigint", values(reached.stream().map(ReachedPosition::stored))));
		statement.setArray(8, array(statement, "bigint", values(reached.stream().map(ReachedPosition::position))));
	}

	private static Stream<Long> values(Stream<Position> positions) {
		return positions.map(Position::value);
	}

	private static Array array(PreparedStatement statement, String type, Stream<?> values) throws SQLException {
		return statement.getConnection().createArrayOf(type, values.toArray());
	}

	private static SubscriptionMeasurement measurement(ResultSet row) throws SQLException {
		long events = row.getLong("events");
		boolean exact = events <= MAX_COUNTED;
		Duration age = duration(row, "age");
		Lag lag = new Lag(exact ? events : Math.max(events, row.getLong("last") - row.getLong("position")), exact,
				(age != null && !age.isNegative()) ? age : Duration.ZERO);
		FailureStatus failures = new FailureStatus(row.getLong("parked_events"), row.getLong("parked_keys"),
				duration(row, "oldest"), row.getLong("skipped"));
		return new SubscriptionMeasurement(new SubscriptionKey(row.getString("name"), row.getInt("version")), lag,
				failures, row.getBoolean("paused"));
	}

	private static @Nullable Duration duration(ResultSet row, String column) throws SQLException {
		Double seconds = row.getObject(column, Double.class);
		return (seconds != null) ? Duration.ofMillis(Math.round(seconds * 1000)) : null;
	}

}
