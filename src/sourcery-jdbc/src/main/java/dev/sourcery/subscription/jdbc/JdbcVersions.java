package dev.sourcery.subscription.jdbc;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.sourcery.event.Position;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.schema.EventSequence;
import dev.sourcery.subscription.ClaimedPosition;
import dev.sourcery.subscription.Operation;
import dev.sourcery.subscription.OperationRefusedException;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.SubscriptionVersions;
import dev.sourcery.subscription.TakeOver;
import dev.sourcery.subscription.VersionPositions;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Versions on PostgreSQL. The row of a name is inserted with the first lanes of any of
 * its versions; a name without a row belongs to nodes of an earlier release, for which
 * the greatest version counts. Thread-safe.
 */
final class JdbcVersions implements SubscriptionVersions {

	private final JdbcTemplate jdbc;

	private final TransactionOperations transaction;

	private final SchemaName schema;

	private final LaneLocks locks;

	private final VersionRows rows;

	private final SubscriptionRows subscriptions;

	private final TakeOverTransaction takeOvers;

	private final OperationLog log;

	private final ModeChange modes;

	JdbcVersions(JdbcTemplate jdbc, TransactionOperations transaction, SchemaName schema, LaneLocks locks,
			VersionRows rows) {
		this.jdbc = jdbc;
		this.transaction = transaction;
		this.schema = schema;
		this.locks = locks;
		this.rows = rows;
		this.subscriptions = new SubscriptionRows(jdbc, schema);
		this.log = new OperationLog(jdbc, transaction, schema);
		this.modes = new ModeChange(jdbc, schema);
		this.takeOvers = new TakeOverTransaction(jdbc, schema, locks, rows);
	}

	@Override
	public void register(SubscriptionKey version) {
		if (live(List.of(version.name())).isEmpty()) {
			this.transaction.executeWithoutResult((status) -> this.rows.insert(version));
		}
	}

	@Override
	public Map<String, Integer> live(Collection<String> names) {
		String sql = this.schema.in("""
				select name, live_version
				from {schema}.projection_versions
				where name = any (?)
				""");
		Map<String, Integer> live = new HashMap<>();
		this.jdbc.query(sql,
				(statement) -> statement.setArray(1, statement.getConnection().createArrayOf("text", names.toArray())),
				(row) -> {
					live.put(row.getString("name"), row.getInt("live_version"));
				});
		return live;
	}

	@Override
	public VersionPositions positions(SubscriptionKey version, int lanes) {
		// one statement: a version that has reached a position while it was live. If the
		// appends apply the events, all that were drawn before the statement are applied
		String sql = this.schema.in("""
				select coalesce(
				           (select live_version from {schema}.projection_versions where name = ?),
				           (select max(subscription_version) from {schema}.subscription_lanes where name = ?),
				           ?) as live,
				       case when mode.in_transaction then %s else lane.position end as position,
				       lane.fence, lane.paused and not coalesce(mode.in_transaction, false) as paused
				from (values (1)) as one
				left join {schema}.projection_modes mode on mode.name = ? and mode.subscription_version = ?
				left join {schema}.subscription_lanes lane
				    on lane.name = ? and lane.subscription_version = ? and lane.lane < lane.lanes
				order by lane.lane
				""").formatted(this.schema.in(EventSequence.LAST_DRAWN));
		List<Row> rows = this.jdbc.query(sql,
				(row, number) -> new Row(row.getInt("live"), row.getLong("position"), row.getLong("fence"),
						row.getBoolean("paused")),
				version.name(), version.name(), version.version(), version.name(), version.version(), version.name(),
				version.version());
		return new VersionPositions(rows.stream()
			.map((row) -> new ClaimedPosition(new Position(row.position()), row.fence(), row.paused()))
			.toList(), rows.get(0).live());
	}

	@Override
	public TakeOver.Outcome takeOver(TakeOver takeOver, Operation operation) {
		return Objects.requireNonNull(this.transaction.execute((status) -> {
			TakeOver.Outcome outcome = this.takeOvers.run(takeOver);
			if (outcome == TakeOver.Outcome.TAKEN_OVER) {
				this.log.record(operation, OperationLog.DONE);
			}
			return outcome;
		}));
	}

	@Override
	public List<Integer> stored(String name) {
		return this.rows.stored(name);
	}

	@Override
	public void drop(Operation operation) {
		SubscriptionKey version = operation.subscription();
		boolean joined = this.modes.isJoined(version);
		this.transaction.executeWithoutResult((status) -> {
			if (joined) {
				this.modes.excludeAppends();
			}
			if (this.rows.lock(version) == version.version()) {
				throw new OperationRefusedException(version, "%s is live and cannot be dropped".formatted(version),
						"Drop it when another version has taken over.", null);
			}
			this.locks.lockFor(operation);
			requireNoNode(version);
			int parked = this.subscriptions.delete(version);
			this.modes.forget(version);
			this.log.record(operation, OperationLog.DONE + ": with %d parked events".formatted(parked));
		});
	}

	private void requireNoNode(SubscriptionKey version) {
		List<String> nodes = this.subscriptions.nodes(version);
		if (!nodes.isEmpty()) {
			throw new OperationRefusedException(version,
					"%s cannot be dropped while nodes run it: %s".formatted(version, nodes),
					"Stop these nodes, or update them to a release without it.", null);
		}
	}

	private record Row(int live, long position, long fence, boolean paused) {

	}

}
