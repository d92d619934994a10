package dev.sourcery.subscription.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import javax.sql.DataSource;

import dev.sourcery.event.Position;
import dev.sourcery.failure.SqlStates;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.schema.IncarnationSql;
import dev.sourcery.subscription.AdvanceOutcome;
import dev.sourcery.subscription.CheckpointHolder;
import dev.sourcery.subscription.Checkpoints;
import dev.sourcery.subscription.Fence;
import dev.sourcery.subscription.LaneKey;
import dev.sourcery.subscription.Lanes;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.tail.ServerIncarnation;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Checkpoints on PostgreSQL. A checkpoint is moved in the transaction in which the
 * handlers write. The row of the checkpoint is locked for the duration of a batch, so
 * only one of two nodes handles it; the lock is released when the transaction ends, for
 * any reason. Thread-safe.
 *
 * @since 0.1
 */
public final class JdbcCheckpoints implements Checkpoints {

	private static final long MIN_LEASE = 10;

	private static final Duration LEASE = Duration.ofSeconds(10);

	// ends the session of a node that hangs in a batch; a shorter limit is kept
	private static final String LIMITED_IDLING = """
			set_config('idle_in_transaction_session_timeout',
			    case when current_setting('idle_in_transaction_session_timeout')::interval > interval '0'
			          and current_setting('idle_in_transaction_session_timeout')::interval < ? * interval '1 millisecond'
			         then current_setting('idle_in_transaction_session_timeout')
			         else cast(? as text) end, true)""";

	private final JdbcTemplate jdbc;

	private final TransactionOperations transaction;

	private final SchemaName schema;

	private final Duration lease;

	/**
	 * Creates the checkpoints, with a lease of 10 seconds.
	 * @param dataSource the database
	 * @param transactionManager the transaction manager of the application for that
	 * database
	 * @param schema the PostgreSQL schema of the store's tables
	 */
	public JdbcCheckpoints(DataSource dataSource, PlatformTransactionManager transactionManager, String schema) {
		this(dataSource, transactionManager, schema, LEASE);
	}

	/**
	 * Creates the checkpoints.
	 * @param dataSource the database
	 * @param transactionManager the transaction manager of the application for that
	 * database
	 * @param schema the PostgreSQL schema of the store's tables
	 * @param lease the time after which other nodes can claim the lanes of a node that
	 * has ended or hangs; also the maximum time the transaction of a batch may be idle,
	 * between two statements of its handlers, before the server ends its session: a node
	 * that hangs would block the checkpoint for all other nodes
	 * @throws IllegalArgumentException if the lease is shorter than 10 milliseconds or
	 * longer than PostgreSQL accepts
	 */
	public JdbcCheckpoints(DataSource dataSource, PlatformTransactionManager transactionManager, String schema,
			Duration lease) {
		if (lease.toMillis() < MIN_LEASE || lease.toMillis() > Integer.MAX_VALUE) {
			throw new IllegalArgumentException("The lease of a lane must be between %d ms and %d ms, but is %s"
				.formatted(MIN_LEASE, Integer.MAX_VALUE, lease));
		}
		this.lease = lease;
		this.jdbc = new JdbcTemplate(dataSource);
		this.transaction = new BatchTransaction(transactionManager);
		this.schema = new SchemaName(schema);
	}

	@Override
	public Position loadOrCreate(LaneKey lane) {
		return find(lane).orElseGet(() -> {
			this.transaction.executeWithoutResult((status) -> create(lane));
			return Position.START;
		});
	}

	@Override
	public Position position(LaneKey lane) {
		return find(lane).orElse(Position.START);
	}

	private Optional<Position> find(LaneKey lane) {
		String sql = this.schema.in("""
				select position
				from {schema}.subscription_lanes
				where name = ? and subscription_version = ? and lane = ?
				""");
		List<Long> found = this.jdbc.queryForList(sql, Long.class, lane.name(), lane.version(), lane.number());
		return found.stream().map(Position::new).findFirst();
	}

	private void create(LaneKey lane) {
		String sql = this.schema.in("""
				insert into {schema}.subscription_lanes (name, subscription_version, lane, position)
				values (?, ?, ?, 0)
				on conflict do nothing
				""");
		this.jdbc.update(sql, lane.name(), lane.version(), lane.number());
	}

	@Override
	public List<Position> positions(SubscriptionKey subscription, int lanes) {
		String sql = this.schema.in("""
				select position
				from {schema}.subscription_lanes
				where name = ? and subscription_version = ? and lane < lanes
				order by lane
				""");
		List<Position> stored = this.jdbc.query(sql, (row, number) -> new Position(row.getLong(1)), subscription.name(),
				subscription.version());
		return stored.isEmpty() ? List.of(Position.START) : stored;
	}

	@Override
	public Lanes lanes() {
		return new JdbcLanes(this.jdbc, this.transaction, this.schema, this.lease);
	}

	@Override
	public AdvanceOutcome advance(Fence fence, Position from, Position to, ServerIncarnation incarnation,
			Runnable handlers) {
		boolean advanced = Objects.requireNonNull(this.transaction.execute((status) -> {
			if (!lockAndMove(fence, from, to, incarnation)) {
				return false;
			}
			handlers.run();
			requireNoHiddenFailure();
			return true;
		}));
		return advanced ? new AdvanceOutcome.Advanced() : refused(fence, from);
	}

	// outside the transaction, because its snapshot may be older
	private AdvanceOutcome refused(Fence fence, Position from) {
		Position stored = loadOrCreate(fence.lane());
		if (!stored.equals(from)) {
			return new AdvanceOutcome.Behind(stored);
		}
		return isCurrent(fence) ? new AdvanceOutcome.Held() : new AdvanceOutcome.Lost();
	}

	private boolean isCurrent(Fence fence) {
		String sql = this.schema.in("""
				select exists (
				    select from {schema}.subscription_lanes
				    where name = ? and subscription_version = ? and lane = ? and fence = ? and lane < lanes)
				""");
		LaneKey lane = fence.lane();
		return Boolean.TRUE.equals(this.jdbc.queryForObject(sql, Boolean.class, lane.name(), lane.version(),
				lane.number(), fence.token()));
	}

	/**
	 * Fails if a statement of a handler has failed and the handler has caught the
	 * failure. PostgreSQL then responds to the commit with a rollback, and the driver
	 * reports success. The driver provides the state of the transaction without a query;
	 * if a pool hides the driver, a statement reveals the state.
	 */
	private void requireNoHiddenFailure() {
		this.jdbc.execute((ConnectionCallback<Boolean>) (connection) -> {
			if (!connection.isWrapperFor(BaseConnection.class)) {
				try (Statement statement = connection.createStatement()) {
					return statement.execute("select 1");
				}
			}
			if (connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.FAILED) {
				throw new SQLException(
						"A statement of a handler failed, but the handler did not throw: the transaction can only be rolled back",
						SqlStates.FAILED_TRANSACTION);
			}
			return true;
		});
	}

	private boolean lockAndMove(Fence fence, Position from, Position to, ServerIncarnation incarnation) {
		// SKIP LOCKED: the second node has no reason to wait. The server must run in the
		// incarnation in which the events were read, and the sequence must have reached
		// the new position: after a crash, events that have been read may be lost, and
		// their positions may belong to other events. The lease is renewed with the
		// commit; until then the locked row prevents other claims.
		String sql = this.schema.in("""
				with free as materialized (
				    select name, subscription_version, lane
				    from {schema}.subscription_lanes
				    where name = ? and subscription_version = ? and lane = ? and fence = ? and position = ?
				      and lane < lanes and (stop_at is null or stop_at >= ?)
				      and ? <= (select last_value from {schema}.event_position)
				      and ? = %s
				    for no key update skip locked)
				update {schema}.subscription_lanes lane
				set position = ?, updated_at = clock_timestamp(),
				    lease_until = clock_timestamp() + ? * interval '1 millisecond'
				from free
				where lane.name = free.name
				  and lane.subscription_version = free.subscription_version
				  and lane.lane = free.lane
				returning %s
				""").formatted(IncarnationSql.in(this.schema), LIMITED_IDLING);
		LaneKey lane = fence.lane();
		long millis = this.lease.toMillis();
		return !this.jdbc
			.queryForList(sql, String.class, lane.name(), lane.version(), lane.number(), fence.token(), from.value(),
					to.value(), to.value(), incarnation.value(), to.value(), millis, millis, millis)
			.isEmpty();
	}

	@Override
	public void reset(SubscriptionKey subscription, Runnable emptying) {
		this.transaction.executeWithoutResult((status) -> {
			create(subscription.lane(0));
			// the update waits for batches in progress on any node
			moveToStart(subscription);
			emptying.run();
		});
	}

	private void moveToStart(SubscriptionKey subscription) {
		String sql = this.schema.in("""
				with locked as materialized (
				    select lane
				    from {schema}.subscription_lanes
				    where name = ? and subscription_version = ? and lane < lanes
				    order by lane
				    for no key update)
				update {schema}.subscription_lanes lane
				set position = 0, updated_at = clock_timestamp(), stop_at = case when stop_at is not null then 0 end
				from locked
				where lane.name = ? and lane.subscription_version = ? and lane.lane = locked.lane
				returning %s
				""").formatted(LIMITED_IDLING);
		this.jdbc.queryForList(sql, String.class, subscription.name(), subscription.version(), subscription.name(),
				subscription.version(), this.lease.toMillis(), this.lease.toMillis());
	}

	@Override
	public Optional<CheckpointHolder> holder(LaneKey lane) {
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
