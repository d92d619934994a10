package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.schema.SchemaName;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.jdbc.EncodedAppend.EncodedEvent;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Stores the events of one or several streams by a single statement, and so in a single
 * round trip.
 */
final class AppendStatement {

	private static final String VERSION_KEY = "events_stream_version";

	private final JdbcTemplate jdbc;

	private final String sql;

	private final ExactAppendStatement exact;

	AppendStatement(JdbcTemplate jdbc, SchemaName schema) {
		this.jdbc = jdbc;
		this.exact = new ExactAppendStatement(schema);
		// Versions continue from the head that the statement sees. If that is old,
		// because
		// another writer has committed or is about to, the unique key of stream and
		// version
		// refuses. An expectation that does not hold stores nothing at all, for any
		// stream.
		// Rows are inserted in the order of the streams, which the caller has sorted, so
		// that two statements wait for each other in one direction only.
		this.sql = schema.in("""
				with stream as materialized (
				    select wanted.number, wanted.aggregate_type, wanted.stream_id, head.version,
				           head.version >= wanted.at_least and head.version <= wanted.at_most as accepted
				    from unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[])
				             with ordinality as wanted (aggregate_type, stream_id, at_least, at_most, number)
				    cross join lateral (
				        select coalesce(max(version), 0) as version
				        from {schema}.events
				        where events.aggregate_type = wanted.aggregate_type
				          and events.stream_id = wanted.stream_id) head)
				insert into {schema}.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
				                             metadata, payload)
				select stream.aggregate_type, stream.stream_id, stream.version + event.place, event.id, event.type,
				       event.schema_version, event.metadata::json, event.payload::json
				from unnest(?::bigint[], ?::bigint[], ?::uuid[], ?::text[], ?::smallint[], ?::text[], ?::text[])
				         as event (stream_number, place, id, type, schema_version, metadata, payload)
				join stream on stream.number = event.stream_number
				where (select bool_and(accepted) from stream)
				order by event.stream_number, event.place
				returning position, version, recorded_at
				""");
	}

	/**
	 * Runs the statement where there is no transaction.
	 * @return as {@link #execute(List)}
	 */
	Optional<List<Commit>> executeAndCommit(List<EncodedAppend> appends) {
		return run(appends, (connection) -> {
			Optional<List<Commit>> commits = insert(connection, appends);
			// pools can be told to hand out connections that do not commit by themselves
			if (!connection.getAutoCommit()) {
				connection.commit();
			}
			return commits;
		});
	}

	/**
	 * Runs the statement in a transaction.
	 * @return the commits in the order of the appends; empty if an expected version
	 * refused them
	 * @throws StreamMovedException if another writer was faster; a transaction around it
	 * is spoilt then
	 */
	Optional<List<Commit>> execute(List<EncodedAppend> appends) {
		return run(appends, (connection) -> insert(connection, appends));
	}

	/**
	 * As {@link #execute(List)}, but a transaction around it survives.
	 */
	Optional<List<Commit>> executeInSavepoint(List<EncodedAppend> appends) {
		return run(appends, (connection) -> {
			Savepoint savepoint = connection.setSavepoint();
			try {
				Optional<List<Commit>> commits = insert(connection, appends);
				connection.releaseSavepoint(savepoint);
				return commits;
			}
			catch (SQLException ex) {
				connection.rollback(savepoint);
				connection.releaseSavepoint(savepoint);
				throw ex;
			}
		});
	}

	private Optional<List<Commit>> run(List<EncodedAppend> appends, ConnectionCallback<Optional<List<Commit>>> action) {
		try {
			return Objects.requireNonNull(this.jdbc.execute(action));
		}
		catch (DuplicateKeyException ex) {
			ServerErrorMessage message = (ex.getMostSpecificCause() instanceof PSQLException cause)
					? cause.getServerErrorMessage() : null;
			if (message != null && VERSION_KEY.equals(message.getConstraint())) {
				throw new StreamMovedException(moved(appends, message), ex);
			}
			throw ex;
		}
	}

	/**
	 * Which of the streams another writer has moved, as far as the server tells:
	 * {@code Key (aggregate_type, stream_id, version)=(account, 42, 7) already exists.}
	 */
	private static EncodedAppend moved(List<EncodedAppend> appends, ServerErrorMessage message) {
		String detail = Objects.requireNonNullElse(message.getDetail(), "");
		return appends.stream()
			.filter((append) -> detail
				.contains("=(%s, %s, ".formatted(append.stream().aggregateType(), append.stream().id())))
			.findFirst()
			.orElse(appends.get(0));
	}

	private Optional<List<Commit>> insert(Connection connection, List<EncodedAppend> appends) throws SQLException {
		try (PreparedStatement statement = prepare(connection, appends); ResultSet rows = statement.executeQuery()) {
			return rows.next() ? Optional.of(commits(rows, appends)) : Optional.empty();
		}
	}

	private PreparedStatement prepare(Connection connection, List<EncodedAppend> appends) throws SQLException {
		if (this.exact.takes(appends)) {
			return this.exact.prepare(connection, appends.get(0));
		}
		PreparedStatement statement = connection.prepareStatement(this.sql);
		try {
			bindStreams(connection, statement, appends);
			bindEvents(connection, statement, appends);
			return statement;
		}
		catch (SQLException | RuntimeException ex) {
			statement.close();
			throw ex;
		}
	}

	private static void bindStreams(Connection connection, PreparedStatement statement, List<EncodedAppend> appends)
			throws SQLException {
		int count = appends.size();
		String[] aggregateTypes = new String[count];
		String[] ids = new String[count];
		Long[] atLeast = new Long[count];
		Long[] atMost = new Long[count];
		for (int i = 0; i < count; i++) {
			EncodedAppend append = appends.get(i);
			aggregateTypes[i] = append.stream().aggregateType();
			ids[i] = append.stream().id();
			atLeast[i] = atLeast(append.expected());
			atMost[i] = (append.expected() instanceof ExpectedVersion.Exactly exactly) ? exactly.version()
					: Long.MAX_VALUE;
		}
		statement.setArray(1, connection.createArrayOf("text", aggregateTypes));
		statement.setArray(2, connection.createArrayOf("text", ids));
		statement.setArray(3, connection.createArrayOf("bigint", atLeast));
		statement.setArray(4, connection.createArrayOf("bigint", atMost));
	}

	private static long atLeast(ExpectedVersion expected) {
		if (expected instanceof ExpectedVersion.Exactly exactly) {
			return exactly.version();
		}
		return (expected instanceof ExpectedVersion.Exists) ? 1 : 0;
	}

	private static void bindEvents(Connection connection, PreparedStatement statement, List<EncodedAppend> appends)
			throws SQLException {
		int count = appends.stream().mapToInt((append) -> append.events().size()).sum();
		Object[][] columns = new Object[7][count];
		int row = 0;
		for (int i = 0; i < appends.size(); i++) {
			List<EncodedEvent> events = appends.get(i).events();
			for (int j = 0; j < events.size(); j++) {
				EncodedEvent event = events.get(j);
				columns[0][row] = i + 1L;
				columns[1][row] = j + 1L;
				columns[2][row] = event.event().eventId();
				columns[3][row] = event.type().name();
				columns[4][row] = (short) event.type().schemaVersion();
				columns[5][row] = event.metadata();
				columns[6][row] = event.payload();
				row++;
			}
		}
		String[] types = { "bigint", "bigint", "uuid", "text", "smallint", "text", "text" };
		for (int i = 0; i < types.length; i++) {
			statement.setArray(5 + i, connection.createArrayOf(types[i], columns[i]));
		}
	}

	private static List<Commit> commits(ResultSet rows, List<EncodedAppend> appends) throws SQLException {
		List<Commit> commits = new ArrayList<>();
		boolean more = true;
		for (EncodedAppend append : appends) {
			List<RecordedEvent<?>> recorded = new ArrayList<>();
			long version = 0;
			for (EncodedEvent event : append.events()) {
				if (!more) {
					throw new IllegalStateException("PostgreSQL returned fewer events than were inserted");
				}
				version = rows.getLong(2);
				recorded.add(recorded(append, event, rows));
				more = rows.next();
			}
			commits.add(new Commit(append.stream(), version, recorded));
		}
		return commits;
	}

	// the event as the caller wrote it: reading it back would cost more than the insert
	private static RecordedEvent<?> recorded(EncodedAppend append, EncodedEvent event, ResultSet rows)
			throws SQLException {
		return new RecordedEvent<>(event.event().eventId(), event.type(), append.stream(), rows.getLong(2),
				new Position(rows.getLong(1)), rows.getObject(3, OffsetDateTime.class).toInstant(),
				event.event().metadata(), event.event().payload());
	}

}
