package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import dev.sourcery.event.Position;
import dev.sourcery.schema.EpochTable;
import dev.sourcery.schema.EpochTable.Began;
import dev.sourcery.schema.SchemaName;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.Epoch;
import dev.sourcery.store.LostWriteException;
import dev.sourcery.store.UnknownTokenException;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The epoch of the store as far as this node knows, and what it says of tokens. An epoch
 * that is known too late does no harm: a token of an earlier epoch is compared with the
 * event that is stored. Thread-safe.
 */
final class Epochs {

	private final JdbcTemplate jdbc;

	private final SchemaName schema;

	private final EpochTable table;

	private volatile @Nullable Epoch current;

	private volatile boolean undetected = true;

	private volatile long lastDrawn;

	Epochs(JdbcTemplate jdbc, SchemaName schema) {
		this.jdbc = jdbc;
		this.schema = schema;
		this.table = new EpochTable(schema);
	}

	/**
	 * The epoch. To be asked before an append: should the database fail over meanwhile,
	 * its token must be one of the epoch that has ended.
	 */
	Epoch current() {
		Epoch known = this.current;
		return (known != null) ? known : list().get(0).epoch();
	}

	/**
	 * Compares the server with what is stored, when another history may have begun. In a
	 * transaction of the caller's nothing can be stored that outlives its roll-back:
	 * there it is left to a later look.
	 */
	void detect(Connection connection) throws SQLException {
		this.undetected = true;
		detectOutsideOfTransactions(connection);
	}

	private void detectOutsideOfTransactions(Connection connection) throws SQLException {
		if (this.undetected && !TransactionSynchronizationManager.isActualTransactionActive()) {
			Optional<Epoch> found = this.table.detect(connection);
			// a user that may only read leaves it to others, and looks again
			this.current = found.orElse(this.current);
			this.undetected = found.isEmpty();
		}
	}

	/**
	 * Takes note of where the sequence stands.
	 */
	void drawn(Connection connection, Position last) throws SQLException {
		detectOutsideOfTransactions(connection);
		this.lastDrawn = last.value();
	}

	void verify(ConsistencyToken token) {
		if (token.epoch().equals(Epoch.UNKNOWN) || token.epoch().equals(current())) {
			requireDrawn(token);
			return;
		}
		List<Began> epochs = list();
		int place = epochs.stream().map(Began::epoch).toList().indexOf(token.epoch());
		if (place < 0) {
			throw new UnknownTokenException(token);
		}
		if (place == 0) {
			requireDrawn(token);
		}
		else if (!isStored(token, epochs.get(place - 1).after())) {
			throw new LostWriteException(token, epochs.get(0).epoch());
		}
	}

	private void requireDrawn(ConsistencyToken token) {
		long position = token.position().value();
		if (position > this.lastDrawn) {
			String sql = this.schema
				.in("select case when is_called then last_value else 0 end from {schema}.event_position");
			if (position > Objects.requireNonNull(this.jdbc.queryForObject(sql, Long.class))) {
				throw new UnknownTokenException(token);
			}
		}
	}

	/**
	 * Whether the event of a token is stored. Where the epoch ended is noticed somewhat
	 * later than it happens, so the event itself decides.
	 */
	private boolean isStored(ConsistencyToken token, Position end) {
		if (token.mark() == 0) {
			return !token.position().isAfter(end);
		}
		String sql = this.schema.in("select event_id from {schema}.events where position = ?");
		return this.jdbc.queryForList(sql, UUID.class, token.position().value())
			.stream()
			.anyMatch((id) -> (int) id.getLeastSignificantBits() == token.mark());
	}

	private List<Began> list() {
		List<Began> epochs = Objects.requireNonNull(this.jdbc.execute(this.table::list));
		if (epochs.isEmpty()) {
			throw new IllegalStateException(
					"There is no row in %s.epochs. Run SourcerySchema.migrate() or validate(), which begins an epoch."
						.formatted(this.schema));
		}
		this.current = epochs.get(0).epoch();
		return epochs;
	}

}
