package dev.sourcery.export;

import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.sourcery.export.EventFileException.Problem;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.schema.EpochTable;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One run of an import. First it recognizes chunks that are in the store, until it finds
 * an event that is not; from then on it stores without checking, because the unique keys
 * reject events that are in the store nevertheless. Not thread-safe.
 */
final class ImportRun {

	private static final int BUFFER = 1 << 16;

	// "COPY events, line 17, column payload: ..." in the language of the server
	private static final Pattern COPY_LINE = Pattern.compile("^COPY events\\D+([0-9]+)", Pattern.MULTILINE);

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final SchemaName schema;

	private final EventFileReader reader;

	private final StoredRows storedRows;

	private final EpochTable epochs;

	private boolean recognising = true;

	private long lastPosition;

	private long added;

	private boolean epochBegun;

	ImportRun(JdbcTemplate jdbc, TransactionTemplate transaction, SchemaName schema, EventFileReader reader) {
		this.jdbc = jdbc;
		this.transaction = transaction;
		this.schema = schema;
		this.reader = reader;
		this.storedRows = new StoredRows(jdbc, schema);
		this.epochs = new EpochTable(schema);
	}

	long added() {
		return this.added;
	}

	/**
	 * Stores the events of a chunk that are not in the store.
	 */
	void store(Chunk chunk) {
		if (!this.recognising && tryToStore(chunk, false) == null) {
			return;
		}
		// another import of the same file may be running: check which events are in the
		// store now
		DuplicateKeyException refusal = tryToStore(chunk, true);
		if (refusal != null) {
			throw explain(refusal, chunk);
		}
	}

	private @Nullable DuplicateKeyException tryToStore(Chunk chunk, boolean recognise) {
		try {
			StoredRows.Found found = Objects
				.requireNonNull(this.transaction.execute((status) -> storeRest(chunk, recognise)));
			this.recognising = recognise && found.events() == chunk.size();
			this.lastPosition = found.lastPosition();
			this.added += chunk.size() - found.events();
			this.epochBegun = this.epochBegun || found.events() < chunk.size();
			return null;
		}
		catch (DuplicateKeyException ex) {
			return ex;
		}
	}

	private StoredRows.Found storeRest(Chunk chunk, boolean recognise) {
		// commits of another import during the wait of this one must be visible
		this.jdbc.execute("set transaction isolation level read committed");
		lock();
		StoredRows.Found found = recognise ? this.storedRows.find(chunk, this.lastPosition)
				: new StoredRows.Found(0, this.lastPosition);
		List<NumberedRow> rest = chunk.events().subList(found.events(), chunk.size());
		if (rest.isEmpty()) {
			return found;
		}
		if (!this.epochBegun) {
			// the tokens of the store that wrote the file are not valid here, and
			// subscriptions that already follow this store continue in the next epoch
			this.jdbc.execute((ConnectionCallback<Boolean>) (connection) -> {
				this.epochs.begin(connection);
				return true;
			});
		}
		copyUnapplied(rest);
		return new StoredRows.Found(found.events(), positionOf(rest.get(rest.size() - 1)));
	}

	// projections that appends apply do not apply imported events until they are rebuilt
	private void copyUnapplied(List<NumberedRow> events) {
		this.jdbc.queryForList("select set_config('sourcery.applied', '*', true)");
		copy(events);
	}

	private long positionOf(NumberedRow event) {
		// stored events of the next chunks must have positions after this event
		String sql = this.schema.in("select position from {schema}.events where event_id = ?");
		return Objects.requireNonNull(this.jdbc.queryForObject(sql, Long.class, event.row().eventId()));
	}

	/**
	 * Acquires the lock by which imports take turns. The lock is released with the
	 * transaction, so it works behind poolers and does not have to be removed after a
	 * crash: the next import waits until it is known whether the chunk was stored.
	 */
	private void lock() {
		this.jdbc.query("select pg_advisory_xact_lock(hashtextextended(?, 0))", (rows) -> {
		}, "sourcery: import into " + this.schema);
	}

	private void copy(List<NumberedRow> events) {
		// the position is drawn by the column's default, row by row, when COPY already
		// holds its lock on the table, so the rule of the settled position is met
		String sql = this.schema.in("copy {schema}.events (" + EventRow.COPIED + ") from stdin");
		try {
			long stored = Objects.requireNonNull(
					this.jdbc.execute((ConnectionCallback<Long>) (connection) -> copy(connection, sql, events)));
			if (stored != events.size()) {
				throw new IllegalStateException(
						"PostgreSQL stored %d of %d events. Remove the cause, such as triggers, from %s.events."
							.formatted(stored, events.size(), this.schema));
			}
		}
		catch (DuplicateKeyException ex) {
			throw ex;
		}
		catch (DataIntegrityViolationException ex) {
			throw malformed(ex, events);
		}
	}

	private static long copy(Connection connection, String sql, List<NumberedRow> events) throws SQLException {
		CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
		try {
			ByteArrayOutputStream buffer = new ByteArrayOutputStream(BUFFER);
			for (NumberedRow event : events) {
				buffer.writeBytes(CopyText.row(event.row().fields()));
				if (buffer.size() >= BUFFER) {
					send(buffer, copy);
				}
			}
			send(buffer, copy);
			return copy.endCopy();
		}
		finally {
			if (copy.isActive()) {
				copy.cancelCopy();
			}
		}
	}

	private static void send(ByteArrayOutputStream buffer, CopyIn copy) throws SQLException {
		copy.writeToCopy(buffer.toByteArray(), 0, buffer.size());
		buffer.reset();
	}

	/**
	 * Returns the exception for a value that PostgreSQL rejects as malformed. The message
	 * of PostgreSQL may quote the event, so it is not passed on.
	 */
	private EventFileException malformed(DataIntegrityViolationException ex, List<NumberedRow> events) {
		if (!(ex.getMostSpecificCause() instanceof PSQLException refusal)) {
			throw ex;
		}
		ServerErrorMessage message = refusal.getServerErrorMessage();
		String where = (message == null) ? "" : Objects.requireNonNullElse(message.getWhere(), "");
		Matcher row = COPY_LINE.matcher(where);
		NumberedRow event = events.get(row.find() ? Integer.parseInt(row.group(1)) - 1 : 0);
		return new EventFileException(this.reader.file(), Problem.MALFORMED_LINE, event.line(),
				"PostgreSQL refuses %s with SQL state %s. Nothing of its chunk was stored.".formatted(event.row(),
						refusal.getSQLState()),
				null);
	}

	private RuntimeException explain(DuplicateKeyException refusal, Chunk chunk) {
		for (NumberedRow event : chunk.events()) {
			UUID stored = storedAt(event.row());
			if (stored != null && !stored.equals(event.row().eventId())) {
				return new ImportConflictException(event, stored, refusal);
			}
		}
		Set<Object> seen = new HashSet<>();
		for (NumberedRow event : chunk.events()) {
			EventRow row = event.row();
			if (!seen.add(row.eventId()) || !seen.add(List.of(row.aggregateType(), row.streamId(), row.version()))) {
				return new EventFileException(this.reader.file(), Problem.REPEATED_EVENT, event.line(),
						"The id of %s, or its place in the stream, is in the file twice.".formatted(row), refusal);
			}
		}
		return refusal;
	}

	private @Nullable UUID storedAt(EventRow row) {
		// one lookup in the unique key; executed only after a refusal
		String sql = this.schema.in("""
				select event_id
				from {schema}.events
				where aggregate_type = ? and stream_id = ? and version = ?
				""");
		return this.jdbc.queryForList(sql, UUID.class, row.aggregateType(), row.streamId(), row.version())
			.stream()
			.findFirst()
			.orElse(null);
	}

}
