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
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.schema.IncarnationSql;
import dev.sourcery.subscription.AdvanceOutcome;
import dev.sourcery.subscription.CheckpointHolder;
import dev.sourcery.subscription.Checkpoints;
import dev.sourcery.subscription.Fence;
import dev.sourcery.subscription.LaneKey;
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

	private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

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

	private final Duration idleTimeout;

	/**
	 * Creates the checkpoints. The server ends the session of a batch that is idle for 30
	 * seconds.
	 * @param dataSource the database
	 * @param transactionManager the transaction manager of the application for that
	 * database
	 * @param schema the PostgreSQL schema of the store's tables
	 */
	public JdbcCheckpoints(DataSource dataSource, PlatformTransactionManager transactionManager, String schema) {
		this(dataSource, transactionManager, schema, IDLE_TIMEOUT);
	}

	/**
	 * Creates the checkpoints.
	 * @param dataSource the database
	 * @param transactionManager the transaction manager of the application for that
	 * database
	 * @param schema the PostgreSQL schema of the store's tables
	 * @param idleTimeout maximum time the transaction of a batch may be idle, between two
	 * statements of its handlers, before the server ends its session: a node that hangs
	 * would block the checkpoint for all other nodes
	 * @throws IllegalArgumentException if the timeout is shorter than a millisecond or
	 * longer than PostgreSQL accepts
	 */
	public JdbcCheckpoints(DataSource dataSource, PlatformTransactionManager transactionManager, String schema,
			Duration idleTimeout) {
		if (idleTimeout.toMillis() < 1 || idleTimeout.toMillis() > Integer.MAX_VALUE) {
			throw new IllegalArgumentException("The idle timeout of a batch must be between 1 ms and %d ms, but is %s"
				.formatted(Integer.MAX_VALUE, idleTimeout));
		}
		this.idleTimeout = idleTimeout;
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
				from {schema}.projection_checkpoints
				where name = ? and projection_version = ? and lane = ?
				""");
		List<Long> found = this.jdbc.queryForList(sql, Long.class, lane.name(), lane.version(), lane.number());
		return found.stream().map(Position::new).findFirst();
	}

	private void create(LaneKey lane) {
		String sql = this.schema.in("""
				insert into {schema}.projection_checkpoints (name, projection_version, lane, position)
				values (?, ?, ?, 0)
				on conflict do nothing
				""");
		this.jdbc.update(sql, lane.name(), lane.version(), lane.number());
	}

	@Override
	public AdvanceOutcome advance(Fence fence, Position from, Position to, ServerIncarnation incarnation,
			Runnable handlers) {
		LaneKey lane = fence.lane();
		boolean advanced = Objects.requireNonNull(this.transaction.execute((status) -> {
			if (!lockAndMove(lane, from, to, incarnation)) {
				return false;
			}
			handlers.run();
			requireNoHiddenFailure();
			return true;
		}));
		return advanced ? new AdvanceOutcome.Advanced() : refused(lane, from);
	}

	// outside the transaction, because its snapshot may be older
	private AdvanceOutcome refused(LaneKey lane, Position from) {
		Position stored = loadOrCreate(lane);
		return stored.equals(from) ? new AdvanceOutcome.Lost() : new AdvanceOutcome.Behind(stored);
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
						"25P02");
			}
			return true;
		});
	}

	private boolean lockAndMove(LaneKey lane, Position from, Position to, ServerIncarnation incarnation) {
		// SKIP LOCKED: the second node has no reason to wait. The server must run in the
		// incarnation in which the events were read, and the sequence must have reached
		// the new position: after a crash, events that have been read may be lost, and
		// their positions may belong to other events.
		String sql = this.schema.in("""
				with free as materialized (
				    select name, projection_version, lane
				    from {schema}.projection_checkpoints
				    where name = ? and projection_version = ? and lane = ? and position = ?
				      and ? <= (select last_value from {schema}.event_position)
				      and ? = %s
				    for no key update skip locked)
				update {schema}.projection_checkpoints checkpoint
				set position = ?, updated_at = clock_timestamp()
				from free
				where checkpoint.name = free.name
				  and checkpoint.projection_version = free.projection_version
				  and checkpoint.lane = free.lane
				returning %s
				""").formatted(IncarnationSql.in(this.schema), LIMITED_IDLING);
		return !this.jdbc
			.queryForList(sql, String.class, lane.name(), lane.version(), lane.number(), from.value(), to.value(),
					incarnation.value(), to.value(), this.idleTimeout.toMillis(), this.idleTimeout.toMillis())
			.isEmpty();
	}

	@Override
	public void reset(LaneKey lane, Runnable emptying) {
		this.transaction.executeWithoutResult((status) -> {
			create(lane);
			// the update waits for a batch in progress on any node
			moveToStart(lane);
			emptying.run();
		});
	}

	private void moveToStart(LaneKey lane) {
		String sql = this.schema.in("""
				update {schema}.projection_checkpoints
				set position = 0, updated_at = clock_timestamp()
				where name = ? and projection_version = ? and lane = ?
				returning %s
				""").formatted(LIMITED_IDLING);
		this.jdbc.queryForList(sql, String.class, lane.name(), lane.version(), lane.number(),
				this.idleTimeout.toMillis(), this.idleTimeout.toMillis());
	}

	@Override
	public Optional<CheckpointHolder> holder(LaneKey lane) {
		// the row contains the transaction that has locked it, or has changed it and not
		// committed
		String sql = this.schema.in("""
				select held.pid, activity.application_name, activity.state,
				       extract(epoch from clock_timestamp() - activity.xact_start)::double precision as age
				from {schema}.projection_checkpoints checkpoint
				join pg_locks held
				    on held.locktype = 'transactionid' and held.transactionid = checkpoint.xmax
				    and held.mode = 'ExclusiveLock' and held.granted
				left join pg_stat_activity activity on activity.pid = held.pid
				where checkpoint.name = ? and checkpoint.projection_version = ? and checkpoint.lane = ?
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
