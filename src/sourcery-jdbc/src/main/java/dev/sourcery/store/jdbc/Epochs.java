package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

import dev.sourcery.event.Position;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.schema.EpochTable;
import dev.sourcery.schema.EpochTable.Began;
import dev.sourcery.schema.EventSequence;
import dev.sourcery.schema.IncarnationSql;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.Epoch;
import dev.sourcery.store.LostWriteException;
import dev.sourcery.store.UnknownSettledPositionException;
import dev.sourcery.store.UnknownTokenException;
import dev.sourcery.tail.ServerIncarnation;
import dev.sourcery.tail.SettledPosition;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The epoch of the store as known to this node, and the verification of tokens against
 * it. If a token contains its event, an epoch that is detected too late is harmless: the
 * token is compared with the stored event, even if the token belongs to the epoch that
 * this node considers current. Thread-safe.
 */
final class Epochs {

	private static final Duration DETECTION_PAUSE = Duration.ofSeconds(5);

	private final JdbcTemplate jdbc;

	private final SchemaName schema;

	private final EpochTable table;

	private volatile @Nullable Epoch current;

	private volatile boolean undetected = true;

	private volatile @Nullable Long detectedInVainAt;

	private volatile long lastDrawn;

	Epochs(JdbcTemplate jdbc, SchemaName schema) {
		this.jdbc = jdbc;
		this.schema = schema;
		this.table = new EpochTable(schema);
	}

	/**
	 * Returns the epoch. Must be invoked before an append: if the database fails over
	 * during the append, the token must belong to the epoch that has ended.
	 */
	Epoch current() {
		Epoch known = this.current;
		return (known != null) ? known : list().get(0).epoch();
	}

	/**
	 * Returns the epoch if it is known without a query; otherwise {@code null}.
	 */
	@Nullable Epoch known() {
		return this.current;
	}

	/**
	 * Compares the server with the stored epochs, after another history may have begun.
	 * In the caller's transaction nothing can be stored that survives its rollback: there
	 * the detection is postponed.
	 */
	void detect(Connection connection) throws SQLException {
		this.undetected = true;
		this.detectedInVainAt = null;
		detectOutsideOfTransactions(connection);
	}

	private void detectOutsideOfTransactions(Connection connection) throws SQLException {
		if (this.undetected && !isPausing() && !TransactionSynchronizationManager.isActualTransactionActive()) {
			Optional<Epoch> found = this.table.detect(connection);
			// a user with read access only leaves the detection to others, and retries
			this.current = found.orElse(this.current);
			this.undetected = found.isEmpty();
			this.detectedInVainAt = found.isEmpty() ? System.nanoTime() : null;
		}
	}

	private boolean isPausing() {
		Long before = this.detectedInVainAt;
		return before != null && System.nanoTime() - before < DETECTION_PAUSE.toNanos();
	}

	/**
	 * Records the last position drawn from the sequence.
	 */
	void drawn(Connection connection, Position last) throws SQLException {
		detectOutsideOfTransactions(connection);
		this.lastDrawn = last.value();
	}

	/**
	 * Verifies a token.
	 * @param token the token
	 * @param look supplier of the settled position, invoked only if the event is missing
	 */
	void verify(ConsistencyToken token, Supplier<SettledPosition> look) {
		if (token.epoch().equals(Epoch.UNKNOWN) || token.epoch().equals(current())) {
			requireDrawn(token);
			requireNotReplaced(token, look);
			return;
		}
		List<Began> epochs = list();
		int place = epochs.stream().map(Began::epoch).toList().indexOf(token.epoch());
		if (place < 0) {
			throw new UnknownTokenException(token);
		}
		if (place == 0) {
			requireDrawn(token);
			requireNotReplaced(token, look);
		}
		else if (!isStored(token, epochs.get(place - 1).after())) {
			throw new LostWriteException(token, epochs.get(0).epoch());
		}
	}

	/**
	 * Requires that the event of a token has not been lost or replaced. A failover may
	 * not have been detected yet, and a crash that loses commits begins no epoch. If the
	 * token's transaction is still open, its event is missing too: the event is lost only
	 * if everything up to its position is settled.
	 */
	private void requireNotReplaced(ConsistencyToken token, Supplier<SettledPosition> look) {
		if (token.mark() == 0) {
			return;
		}
		List<UUID> stored = eventIdAt(token);
		if (stored.isEmpty() ? isMissingForGood(token, look) : !isMarked(stored, token)) {
			throw new LostWriteException(token, current());
		}
	}

	private boolean isMissingForGood(ConsistencyToken token, Supplier<SettledPosition> look) {
		if (TransactionSynchronizationManager.isActualTransactionActive()) {
			// the snapshot of the transaction may be older than the settled position
			return false;
		}
		try {
			SettledPosition settled = look.get();
			return !token.position().isAfter(settled.position()) && isMissing(token, settled.incarnation());
		}
		catch (UnknownSettledPositionException ex) {
			return false;
		}
	}

	private boolean isMissing(ConsistencyToken token, ServerIncarnation incarnation) {
		String sql = this.schema.in("""
				select ? = %s and not exists (select 1 from {schema}.events where position = ?)
				""").formatted(IncarnationSql.in(this.schema));
		return Boolean.TRUE
			.equals(this.jdbc.queryForObject(sql, Boolean.class, incarnation.value(), token.position().value()));
	}

	private void requireDrawn(ConsistencyToken token) {
		long position = token.position().value();
		if (position > this.lastDrawn) {
			String sql = this.schema.in("select " + EventSequence.LAST_DRAWN);
			if (position > Objects.requireNonNull(this.jdbc.queryForObject(sql, Long.class))) {
				throw new UnknownTokenException(token);
			}
		}
	}

	/**
	 * Returns whether the event of a token is stored. The end of an epoch is detected
	 * later than it occurs, so the check uses the event itself.
	 */
	private boolean isStored(ConsistencyToken token, Position end) {
		if (token.mark() == 0) {
			return !token.position().isAfter(end);
		}
		return isMarked(eventIdAt(token), token);
	}

	private List<UUID> eventIdAt(ConsistencyToken token) {
		String sql = this.schema.in("select event_id from {schema}.events where position = ?");
		return this.jdbc.queryForList(sql, UUID.class, token.position().value());
	}

	private static boolean isMarked(List<UUID> stored, ConsistencyToken token) {
		return stored.stream().anyMatch((id) -> (int) id.getLeastSignificantBits() == token.mark());
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
