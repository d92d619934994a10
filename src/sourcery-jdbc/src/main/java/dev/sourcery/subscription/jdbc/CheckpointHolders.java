package dev.sourcery.subscription.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.CheckpointHolder;
import dev.sourcery.subscription.LaneKey;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Finds the session that holds the checkpoint of a lane. Thread-safe.
 */
final class CheckpointHolders {

	private final JdbcTemplate jdbc;

	private final SchemaName schema;

	CheckpointHolders(JdbcTemplate jdbc, SchemaName schema) {
		this.jdbc = jdbc;
		this.schema = schema;
	}

	Optional<CheckpointHolder> find(LaneKey lane) {
		// the row contains the transaction that has locked it, or has changed it and not
		// committed
		String sql = this.schema.in("""
				select held.pid, activity.application_name, activity.state,
				       extract(epoch from clock_timestamp() - activity.xact_start)::double precision as age
				from {schema}.subscription_lanes checkpoint
				join pg_locks held
				    on held.locktype = 'transactionid' and held.transactionid = checkpoint.xmax
				    and held.mode = 'ExclusiveLock' and held.granted
				left join pg_stat_activity activity on activity.pid = held.pid
				where checkpoint.name = ? and checkpoint.subscription_version = ? and checkpoint.lane = ?
				""");
		return this.jdbc.query(sql, (row, number) -> holder(row), lane.name(), lane.version(), lane.number())
			.stream()
			.findFirst();
	}

	private static CheckpointHolder holder(ResultSet row) throws SQLException {
		Double age = row.getObject("age", Double.class);
		return new CheckpointHolder(row.getObject("pid", Integer.class), row.getString("application_name"),
				row.getString("state"), (age != null) ? Duration.ofMillis(Math.round(age * 1000)) : null);
	}

}
