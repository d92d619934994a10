package dev.sourcery.subscription.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import dev.sourcery.event.Position;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.schema.EventSequence;
import dev.sourcery.subscription.Lag;
import dev.sourcery.subscription.StoredLane;
import dev.sourcery.subscription.StoredLane.FailingEvent;
import dev.sourcery.subscription.StoredSubscription;
import dev.sourcery.subscription.SubscriptionKey;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;

/**
 * Reads the state of subscriptions, for operators. Takes no locks. Thread-safe.
 */
final class StoredSubscriptionQuery {

	private static final int MAX_COUNTED = 10_000;

	private final JdbcTemplate jdbc;

	private final SchemaName schema;

	StoredSubscriptionQuery(JdbcTemplate jdbc, SchemaName schema) {
		this.jdbc = jdbc;
		this.schema = schema;
	}

	List<StoredSubscription> find(@Nullable SubscriptionKey key) {
		String sql = this.schema.in("""
				with wanted as materialized (
				    select first.name, first.subscription_version,
				           (select count(*)
				            from {schema}.parked_events parked
				            where parked.name = first.name
				              and parked.subscription_version = first.subscription_version) as parked,
				           array(select node
				                 from {schema}.subscription_nodes
				                 where lease_until > clock_timestamp()
				                   and first.name || ' ' || first.subscription_version = any (subscriptions)
				                 order by node) as nodes
				    from {schema}.subscription_lanes first
				    where first.lane = 0 and (? or (first.name = ? and first.subscription_version = ?)))
				select wanted.parked, wanted.nodes, lane.*,
				       case when lane.joined then %s else lane.position end as applied,
				       extract(epoch from lane.lease_until - clock_timestamp())::double precision as lease
				from wanted
				join {schema}.subscription_lanes lane using (name, subscription_version)
				where lane.lane < lane.lanes
				order by lane.name, lane.subscription_version, lane.lane
				""").formatted(this.schema.in(EventSequence.LAST_DRAWN));
		return Objects.requireNonNull(this.jdbc.query(sql, (ResultSetExtractor<List<StoredSubscription>>) this::read,
				key == null, (key != null) ? key.name() : null, (key != null) ? key.version() : null));
	}

	private List<StoredSubscription> read(ResultSet rows) throws SQLException {
		List<StoredSubscription> found = new ArrayList<>();
		List<StoredLane> lanes = new ArrayList<>();
		while (rows.next()) {
			SubscriptionKey key = new SubscriptionKey(rows.getString("name"), rows.getInt("subscription_version"));
			if (found.isEmpty() || !found.get(found.size() - 1).key().equals(key)) {
				lanes = new ArrayList<>();
				found.add(new StoredSubscription(key, lanes, List.of((String[]) rows.getArray("nodes").getArray()),
						rows.getLong("parked"), position(rows, "rebuild_to"), rows.getBoolean("joined")));
			}
			lanes.add(lane(rows));
		}
		return found;
	}

	private static StoredLane lane(ResultSet row) throws SQLException {
		Double lease = row.getObject("lease", Double.class);
		return new StoredLane(row.getInt("lane"), new Position(row.getLong("applied")), instant(row, "updated_at"),
				row.getLong("fence"), row.getString("owner"), (lease != null) ? duration(lease) : null,
				row.getBoolean("paused") && !row.getBoolean("joined"), failing(row), row.getLong("skipped"),
				position(row, "stop_at"));
	}

	// an event at or before the checkpoint was applied by a retry
	private static @Nullable FailingEvent failing(ResultSet row) throws SQLException {
		Position failing = position(row, "failing_position");
		if (failing == null || failing.value() <= row.getLong("position")
				|| row.getObject("failing_since", OffsetDateTime.class) == null) {
			return null;
		}
		return new FailingEvent(failing, instant(row, "failing_since"), row.getInt("failing_attempts"),
				row.getString("failing_error"));
	}

	private static Instant instant(ResultSet row, String column) throws SQLException {
		return row.getObject(column, OffsetDateTime.class).toInstant();
	}

	private static @Nullable Position position(ResultSet row, String column) throws SQLException {
		Long value = row.getObject(column, Long.class);
		return (value != null) ? new Position(value) : null;
	}

	private static Duration duration(double seconds) {
		return Duration.ofMillis(Math.round(seconds * 1000));
	}

	Lag lag(Position position) {
		String sql = this.schema.in("""
				select count(*) as events,
				       extract(epoch from clock_timestamp() - min(recorded_at))::double precision as age,
				       %s as last
				from (select recorded_at
				      from {schema}.events
				      where position > ?
				      order by position
				      limit ?) pending
				""".formatted(EventSequence.LAST_DRAWN));
		return Objects.requireNonNull(this.jdbc.queryForObject(sql, (row, number) -> {
			long events = row.getLong("events");
			boolean exact = events <= MAX_COUNTED;
			return new Lag(exact ? events : Math.max(events, row.getLong("last") - position.value()), exact,
					duration(Math.max(0, row.getDouble("age"))));
		}, position.value(), MAX_COUNTED + 1));
	}

}
