package dev.sourcery.projection.jdbc;

import java.util.List;
import java.util.Objects;

import dev.sourcery.event.Position;
import dev.sourcery.projection.Checkpoints;
import dev.sourcery.projection.ProjectionKey;
import dev.sourcery.schema.IncarnationSql;
import dev.sourcery.schema.SchemaName;
import dev.sourcery.store.ServerIncarnation;
import javax.sql.DataSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Checkpoints on PostgreSQL, moved in the transaction in which the handlers write. The
 * row of the checkpoint is locked for the length of a batch, so of two nodes one handles
 * it; the lock goes with the transaction, whatever ends it. Thread-safe.
 */
public final class JdbcCheckpoints implements Checkpoints {

	private final JdbcTemplate jdbc;

	private final TransactionOperations transaction;

	private final SchemaName schema;

	/**
	 * Creates the checkpoints.
	 * @param dataSource the database
	 * @param transactionManager the transaction manager of the application for that
	 * database
	 * @param schema the PostgreSQL schema of the store's tables
	 */
	public JdbcCheckpoints(DataSource dataSource, PlatformTransactionManager transactionManager, String schema) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.transaction = new BatchTransaction(transactionManager);
		this.schema = new SchemaName(schema);
	}

	@Override
	public Position load(ProjectionKey key) {
		String sql = this.schema.in("""
				select position
				from {schema}.projection_checkpoints
				where name = ? and projection_version = ? and lane = ?
				""");
		List<Long> found = this.jdbc.queryForList(sql, Long.class, key.name(), key.version(), key.lane());
		if (!found.isEmpty()) {
			return new Position(found.get(0));
		}
		this.transaction.executeWithoutResult((status) -> create(key));
		return Position.START;
	}

	private void create(ProjectionKey key) {
		String sql = this.schema.in("""
				insert into {schema}.projection_checkpoints (name, projection_version, lane, position)
				values (?, ?, ?, 0)
				on conflict do nothing
				""");
		this.jdbc.update(sql, key.name(), key.version(), key.lane());
	}

	@Override
	public boolean advance(ProjectionKey key, Position from, Position to, ServerIncarnation incarnation,
			Runnable handlers) {
		return Objects.requireNonNull(this.transaction.execute((status) -> {
			if (!lock(key, from, to, incarnation)) {
				return false;
			}
			handlers.run();
			move(key, to);
			return true;
		}));
	}

	private boolean lock(ProjectionKey key, Position from, Position to, ServerIncarnation incarnation) {
		// SKIP LOCKED: a node that comes second has nothing to wait for. The server must
		// run in the incarnation in which the events were read, and the sequence must
		// have reached the new position: after a crash events may be gone that were seen,
		// and their positions belong to others.
		String sql = this.schema.in("""
				select 1
				from {schema}.projection_checkpoints
				where name = ? and projection_version = ? and lane = ? and position = ?
				  and ? <= (select last_value from {schema}.event_position)
				  and ? = %s
				for no key update skip locked
				""").formatted(IncarnationSql.in(this.schema));
		return !this.jdbc
			.queryForList(sql, Integer.class, key.name(), key.version(), key.lane(), from.value(), to.value(),
					incarnation.value())
			.isEmpty();
	}

	private void move(ProjectionKey key, Position to) {
		String sql = this.schema.in("""
				update {schema}.projection_checkpoints
				set position = ?, updated_at = clock_timestamp()
				where name = ? and projection_version = ? and lane = ?
				""");
		this.jdbc.update(sql, to.value(), key.name(), key.version(), key.lane());
	}

	@Override
	public void reset(ProjectionKey key, Runnable emptying) {
		this.transaction.executeWithoutResult((status) -> {
			create(key);
			// the update waits for a batch that is under way, on whichever node
			move(key, Position.START);
			emptying.run();
		});
	}

}
