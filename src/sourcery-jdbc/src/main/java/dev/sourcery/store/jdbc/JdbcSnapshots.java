package dev.sourcery.store.jdbc;

import java.util.List;
import java.util.stream.Stream;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.Position;
import dev.sourcery.event.StreamId;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.snapshot.Snapshots;
import dev.sourcery.snapshot.StoredSnapshot;
import dev.sourcery.store.StoreOperation;
import dev.sourcery.store.StreamPayloads;
import dev.sourcery.store.StreamPayloads.Payload;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.jdbc.PageReader.Columns;
import dev.sourcery.store.jdbc.Pages.Page;
import dev.sourcery.store.spi.EventCodec;
import dev.sourcery.store.spi.StoredPayload;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Snapshots in a table beside the events. Thread-safe.
 */
final class JdbcSnapshots implements Snapshots {

	private static final int FIRST_PAGE = 256;

	private static final long MAX_BYTES = 8_000_000;

	// The snapshot is the first row, in the form of an event without a schema version.
	// Rows of both branches
	// are in the order of the version, so they are merged and not sorted.
	private static final String ROWS = """
			(select last_position as position, version, null::smallint as schema_version, format as event_type,
			        state as payload
			 from {schema}.snapshots
			 where aggregate_type = ? and stream_id = ?
			 union all
			 select position, version, schema_version, event_type, payload
			 from {schema}.events
			 where aggregate_type = ? and stream_id = ?
			   and version >= coalesce((select version
			                            from {schema}.snapshots
			                            where aggregate_type = ? and stream_id = ? and format = ?), 1)) page
			""";

	private static final Columns<Row> COLUMNS = new Columns<>("position, version, schema_version, event_type",
			"payload", 5, () -> (row) -> {
				short schemaVersion = row.getShort(3);
				return new Row(row.getLong(1), row.getLong(2), row.wasNull() ? 0 : schemaVersion, row.getString(4),
						row.getString(5));
			});

	private final JdbcTemplate jdbc;

	private final SchemaName schema;

	private final PageReader pages;

	private final EventCodec codec;

	private final StreamPayloads events;

	JdbcSnapshots(JdbcTemplate jdbc, SchemaName schema, EventCodec codec, StreamPayloads events) {
		this.jdbc = jdbc;
		this.schema = schema;
		this.pages = new PageReader(jdbc, schema, ROWS);
		this.codec = codec;
		this.events = events;
	}

	@Override
	public Found read(StreamId stream, String format) {
		String type = stream.aggregateType();
		String id = stream.id();
		Page<Row> page = this.pages.read(COLUMNS, "", "version asc", List.of(type, id, type, id, type, id, format),
				FIRST_PAGE, MAX_BYTES, null);
		StoredSnapshot snapshot = null;
		List<Row> rows = page.rows();
		for (Row row : rows) {
			if (row.isSnapshot()) {
				snapshot = row.snapshot(stream);
			}
		}
		if (snapshot == null && !rows.isEmpty() && rows.get(0).version() > 1) {
			// a page of few large rows ends before the snapshot
			return new Found(null, this.events.readPayloads(StreamQuery.of(stream)));
		}
		long last = lastEvent(rows);
		Stream<Payload> first = rows.stream()
			.filter((row) -> !row.isSnapshot())
			.map((row) -> row.event(stream))
			.mapMulti(this.codec::decodePayload);
		return new Found(snapshot, page.more() ? Stream.concat(first, next(stream, last)) : first);
	}

	// a page may end with the snapshot, before the event of its version
	private static long lastEvent(List<Row> rows) {
		long last = 0;
		for (Row row : rows) {
			last = Math.max(last, row.isSnapshot() ? row.version() - 1 : row.version());
		}
		return last;
	}

	// read when it is needed
	private Stream<Payload> next(StreamId stream, long last) {
		return Stream.of(stream).flatMap((same) -> this.events.readPayloads(StreamQuery.of(same).from(last + 1)));
	}

	@Override
	public boolean save(StoredSnapshot snapshot) {
		String sql = this.schema.in("""
				insert into {schema}.snapshots (aggregate_type, stream_id, version, last_position, format, state)
				values (?, ?, ?, ?, ?, ?::json)
				on conflict (aggregate_type, stream_id) do update
				set version = excluded.version, last_position = excluded.last_position, format = excluded.format,
				    state = excluded.state, taken_at = clock_timestamp()
				where snapshots.format <> excluded.format or snapshots.version < excluded.version
				""");
		return write(sql, snapshot.stream().aggregateType(), snapshot.stream().id(), snapshot.version(),
				snapshot.lastPosition().value(), snapshot.format(), snapshot.state()) > 0;
	}

	@Override
	public boolean delete(StreamId stream) {
		return write(this.schema.in("delete from {schema}.snapshots where aggregate_type = ? and stream_id = ?"),
				stream.aggregateType(), stream.id()) > 0;
	}

	@Override
	public long deleteAll(String aggregateType) {
		return write(this.schema.in("delete from {schema}.snapshots where aggregate_type = ?"), aggregateType);
	}

	private int write(String sql, Object... arguments) {
		return StoreExceptionTranslator.translating(StoreOperation.APPEND, () -> this.jdbc.update(sql, arguments));
	}

	/**
	 * A snapshot, whose schema version is 0 and whose type is its format, or an event.
	 */
	private record Row(long position, long version, int schemaVersion, String type, String content) {

		boolean isSnapshot() {
			return this.schemaVersion == 0;
		}

		StoredSnapshot snapshot(StreamId stream) {
			return new StoredSnapshot(stream, this.version, new Position(this.position), this.type, this.content);
		}

		StoredPayload event(StreamId stream) {
			return new StoredPayload(new EventTypeName(this.type, this.schemaVersion), stream, this.version,
					this.position, this.content);
		}

	}

}
