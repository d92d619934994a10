package dev.sourcery.store.jdbc;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.Position;
import dev.sourcery.event.StreamId;
import dev.sourcery.event.Tag;
import dev.sourcery.store.jdbc.PageReader.Columns;
import dev.sourcery.store.spi.StoredEvent;
import dev.sourcery.store.spi.StoredPayload;
import org.jspecify.annotations.Nullable;

/**
 * The columns of events that are read, and the rows of one page. Types and streams that
 * many rows have in common are created and checked once. Not thread-safe.
 */
final class EventRows {

	static final Columns<StoredEvent> OF_ANY_STREAM = new Columns<>(
			"position, version, schema_version, event_type, recorded_at, event_id, tags, aggregate_type, stream_id",
			"metadata, payload", 11, () -> new EventRows(false, null)::event);

	static final Columns<StoredEvent> WITHOUT_METADATA = new Columns<>(OF_ANY_STREAM.names() + ", '{}' as metadata",
			"payload", OF_ANY_STREAM.count(), OF_ANY_STREAM.reader());

	private final boolean ofOneStream;

	private @Nullable StreamId stream;

	private final Map<String, EventTypeName> types = new HashMap<>();

	private EventRows(boolean ofOneStream, @Nullable StreamId stream) {
		this.ofOneStream = ofOneStream;
		this.stream = stream;
	}

	static Columns<StoredEvent> ofStream(StreamId stream) {
		return new Columns<>("position, version, schema_version, event_type, recorded_at, event_id, tags",
				"metadata, payload", 9, () -> new EventRows(true, stream)::event);
	}

	static Columns<StoredPayload> payloadsOf(StreamId stream) {
		return new Columns<>("position, version, schema_version, event_type", "payload", 5,
				() -> new EventRows(true, stream)::payload);
	}

	private StoredEvent event(ResultSet row) throws SQLException {
		int content = this.ofOneStream ? 8 : 10;
		return new StoredEvent(row.getObject(6, UUID.class), type(row), stream(row), row.getLong(2), row.getLong(1),
				row.getObject(5, OffsetDateTime.class).toInstant(), row.getString(content), row.getString(content + 1),
				tags(row));
	}

	private StoredPayload payload(ResultSet row) throws SQLException {
		return new StoredPayload(type(row), stream(row), row.getLong(2), row.getLong(1), row.getString(5));
	}

	private StreamId stream(ResultSet row) throws SQLException {
		StreamId last = this.stream;
		if (this.ofOneStream && last != null) {
			return last;
		}
		String aggregateType = row.getString(8);
		String id = row.getString(9);
		if (last == null || !last.id().equals(id) || !last.aggregateType().equals(aggregateType)) {
			last = new StreamId(aggregateType, id);
			this.stream = last;
		}
		return last;
	}

	private EventTypeName type(ResultSet row) throws SQLException {
		String name = row.getString(4);
		int schemaVersion = row.getInt(3);
		EventTypeName known = this.types.get(name);
		if (known == null || known.schemaVersion() != schemaVersion) {
			known = new EventTypeName(name, schemaVersion);
			this.types.put(name, known);
		}
		return known;
	}

	/**
	 * Returns the tags of an event. SQL can store arrays that are not valid tags.
	 * @throws EventDecodingException if the array is not valid
	 */
	private Set<Tag> tags(ResultSet row) throws SQLException {
		Array tags = row.getArray(7);
		if (tags == null) {
			return Set.of();
		}
		try {
			return Stream.of((String[]) tags.getArray()).map(Tag::new).collect(Collectors.toSet());
		}
		catch (IllegalArgumentException | NullPointerException | ClassCastException ex) {
			throw new EventDecodingException(type(row), stream(row), row.getLong(2), new Position(row.getLong(1)), ex);
		}
	}

}
