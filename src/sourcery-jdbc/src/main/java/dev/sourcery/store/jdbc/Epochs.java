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
 * The epoch of the store as far as this node knows, and what it says of tokens. An epoch
 * that is known too late does no harm as far as a token tells its event: it is compared
 * with the event that is stored, also if it is of the epoch that this node takes for the
 * current one. Thread-safe.
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
	 * The epoch. To be asked before an append: should the database fail over meanwhile,
	 * its token must be one of the epoch that has ended.
	 */
	Epoch current() {
		Epoch known = this.current;
		return (known != null) ? known : list().get(0).epoch();
	}

	/**
	 * The epoch as far as it is known without a look; {@code null} if it is not.
	 */
	@Nullable Epoch known() {
		return this.current;
	}

	/**
	 * Compares the server with what is stored, when another history may have begun. In a
	 * transaction of the caller's nothing can be stored that outlives its roll-back:
	 * there it is left to a later look.
	 */
	void detect(Connection connection) throws SQLException {
		this.undetected = true;
		this.detectedInVainAt = null;
		detectOutsideOfTransactions(connection);
	}

	private void detectOutsideOfTransactions(Connection connection) throws SQLException {
		if (this.undetected && !isPausing() && !TransactionSynchronizationManager.isActualTransactionActive()) {
			Optional<Epoch> found = this.table.detect(connection);
			// a user that may only read leaves it to others, and looks again
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
	 * Takes note of where the sequence stands.
	 */
	void drawn(Connection connection, Position last) throws SQLException {
		detectOutsideOfTransactions(connection);
		this.lastDrawn = last.value();
	}

	/**
	 * Verifies a token.
	 * @param token the token
	 * @param look a look for the settled position, taken only if the event is missing
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
	 * A fail-over may not have been noticed yet, and a crash that takes back commits
	 * begins no epoch. The token's transaction may still be open, then its event is
	 * missing too: only where everything is settled it is lost.
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
			// its snapshot may be older than the settled position
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
