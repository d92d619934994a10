package dev.sourcery.subscription.jdbc;

import java.time.Duration;
import java.util.Objects;

import dev.sourcery.event.Position;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.Failing;
import dev.sourcery.subscription.Fence;
import dev.sourcery.subscription.LaneKey;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Stores which event of a lane fails, and the number of skipped events. Thread-safe.
 */
final class EventFailures {

	/**
	 * The SQL assignments after which no event of a lane fails.
	 */
	static final String FORGOTTEN = "failing_position = null, failing_since = null, failing_attempts = null, failing_error = null";

	private final JdbcTemplate jdbc;

	private final TransactionOperations transaction;

	private final SchemaName schema;

	EventFailures(JdbcTemplate jdbc, TransactionOperations transaction, SchemaName schema) {
		this.jdbc = jdbc;
		this.transaction = transaction;
		this.schema = schema;
	}

	Failing failing(Fence fence, Position position, @Nullable String failure) {
		return Objects.requireNonNull(this.transaction.execute((status) -> update(fence, position, failure)));
	}

	private Failing update(Fence fence, Position position, @Nullable String failure) {
		String sql = this.schema.in("""
				update {schema}.subscription_lanes
				set failing_position = ?,
				    failing_since = case when failing_position = ? then failing_since else clock_timestamp() end,
				    failing_attempts = case when failing_position = ? then failing_attempts + 1 else 1 end,
				    failing_fence = fence, failing_after = position, failing_error = ?
				where name = ? and subscription_version = ? and lane = ? and fence = ?
				returning failing_attempts,
				    extract(epoch from clock_timestamp() - failing_since)::double precision as seconds
				""");
		LaneKey lane = fence.lane();
		long failing = position.value();
		return this.jdbc
			.query(sql,
					(row, number) -> new Failing(row.getInt("failing_attempts"),
							Duration.ofMillis(Math.round(row.getDouble("seconds") * 1000))),
					failing, failing, failing, failure, lane.name(), lane.version(), lane.number(), fence.token())
			.stream()
			.findFirst()
			.orElse(new Failing(1, Duration.ZERO));
	}

	void skipped(LaneKey lane) {
		String sql = this.schema.in("""
				update {schema}.subscription_lanes
				set skipped = skipped + 1
				where name = ? and subscription_version = ? and lane = ?
				""");
		this.jdbc.update(sql, lane.name(), lane.version(), lane.number());
	}

}
