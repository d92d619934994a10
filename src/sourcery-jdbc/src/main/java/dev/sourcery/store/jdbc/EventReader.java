package dev.sourcery.store.jdbc;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.Position;
import dev.sourcery.event.StreamId;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.Direction;
import dev.sourcery.store.Epoch;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.StoreOperation;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.jdbc.PageReader.Columns;
import dev.sourcery.store.jdbc.PageReader.RowReader;
import dev.sourcery.store.jdbc.Pages.FirstPage;
import dev.sourcery.store.spi.StoredEvent;
import dev.sourcery.store.spi.StoredPayload;
import dev.sourcery.tail.SettledPosition;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Reads events in pages that follow each other by key: each page is a separate short
 * statement, so a slow reader holds neither a connection nor a snapshot.
 */
final class EventReader {

	/**
	 * Maximum number of places that are read.
	 */
	static final int MAX_PLACES = 100;

	private final JdbcTemplate jdbc;

	private final SchemaName schema;

	private final PageReader pages;

	private final FirstPage firstPageOfAll = FirstPage.continued();

	private final FirstPage firstPageWithoutMetadata = FirstPage.continued();

	EventReader(JdbcTemplate jdbc, SchemaName schema) {
		this.jdbc = jdbc;
		this.schema = schema;
		this.pages = new PageReader(jdbc, schema);
	}

	<R> Stream<R> read(StreamQuery query, BiConsumer<StoredEvent, Consumer<R>> decoder) {
		return read(query, EventRows.ofStream(query.stream()), StoredEvent::version, StoredEvent::size, decoder);
	}

	<R> Stream<R> readPayloads(StreamQuery query, BiConsumer<StoredPayload, Consumer<R>> decoder) {
		return read(query, EventRows.payloadsOf(query.stream()), StoredPayload::version,
				(event) -> event.payload().length(), decoder);
	}

	private <T, R> Stream<R> read(StreamQuery query, Columns<T> columns, ToLongFunction<T> version,
			ToLongFunction<T> size, BiConsumer<T, Consumer<R>> decoder) {
		boolean forward = query.direction() == Direction.FORWARD;
		// a range of the unique key, in its order or against it
		String conditions = "where aggregate_type = ? and stream_id = ? and version between ? and ?\n";
		String order = forward ? "version asc" : "version desc";
		return Pages.stream(query.limit(), size, FirstPage.independent(), (last, limit, bytes) -> {
			long from = (forward && last != null) ? version.applyAsLong(last) + 1 : query.fromVersion();
			long to = (!forward && last != null) ? version.applyAsLong(last) - 1 : query.toVersion();
			return this.pages.read(columns, conditions, order,
					List.of(query.stream().aggregateType(), query.stream().id(), from, to), limit, bytes, null);
		}, decoder);
	}

	<R> Stream<R> readAll(EventQuery query, SettledPosition settled, BiConsumer<StoredEvent, Consumer<R>> decoder) {
		return readAll(query, settled, EventRows.OF_ANY_STREAM, this.firstPageOfAll, decoder);
	}

	Stream<StoredEvent> readBatch(EventQuery query, SettledPosition settled, boolean withMetadata) {
		return withMetadata ? readAll(query, settled, EventReader::undecoded) : readAll(query, settled,
				EventRows.WITHOUT_METADATA, this.firstPageWithoutMetadata, EventReader::undecoded);
	}

	/**
	 * Returns a statement that reads the next events, settled or not, together with the
	 * settled position; {@code null} if they may be large, or within a transaction.
	 */
	@Nullable NextEvents next(EventQuery query, boolean withMetadata) {
		if (TransactionSynchronizationManager.isActualTransactionActive() || !this.pages.areSmall()) {
			return null;
		}
		FilterSql filter = new FilterSql(query.filter());
		List<Object> arguments = filter.arguments(query.after().value(), query.upTo().value());
		// as many as fit into memory, by the sizes of earlier events
		FirstPage first = withMetadata ? this.firstPageOfAll : this.firstPageWithoutMetadata;
		return this.pages.next(withMetadata ? EventRows.OF_ANY_STREAM : EventRows.WITHOUT_METADATA,
				"where position > ? and position <= ?\n" + filter.conditions(), "position asc", arguments,
				(int) Math.min(query.limit(), first.size()));
	}

	private static void undecoded(StoredEvent event, Consumer<? super StoredEvent> events) {
		events.accept(event);
	}

	private <R> Stream<R> readAll(EventQuery query, SettledPosition settled, Columns<StoredEvent> columns,
			FirstPage first, BiConsumer<StoredEvent, Consumer<R>> decoder) {
		boolean forward = query.direction() == Direction.FORWARD;
		long highest = Math.min(query.upTo().value(), settled.position().value());
		FilterSql filter = new FilterSql(query.filter());
		// positions up to the settled one are final, so pages need no common snapshot
		String conditions = "where position > ? and position <= ?\n" + filter.conditions();
		String order = forward ? "position asc" : "position desc";
		return Pages.stream(query.limit(), StoredEvent::size, first, (last, limit, bytes) -> {
			requireFreshSnapshot();
			long after = (forward && last != null) ? last.position() : query.after().value();
			long upTo = (!forward && last != null) ? last.position() - 1 : highest;
			return this.pages.read(columns, conditions, order, filter.arguments(after, upTo), limit, bytes,
					settled.incarnation());
		}, decoder);
	}

	/**
	 * Requires a fresh snapshot. A snapshot that is older than the settled position may
	 * miss events below it, without any error.
	 */
	private void requireFreshSnapshot() {
		if (TransactionSynchronizationManager.isActualTransactionActive()) {
			String isolation = StoreExceptionTranslator.translating(StoreOperation.READ,
					() -> Objects.requireNonNull(this.jdbc.queryForObject("show transaction_isolation", String.class)));
			if (!"read committed".equals(isolation) && !"read uncommitted".equals(isolation)) {
				throw new IllegalStateException(
						"The store cannot be read across streams in a transaction of isolation '%s': its snapshot may be older than the settled position. Read outside the transaction, or use READ COMMITTED."
							.formatted(isolation));
			}
		}
	}

	Position lastPosition(Position upTo) {
		requireFreshSnapshot();
		String sql = this.schema.in("select coalesce(max(position), 0) from {schema}.events where position <= ?");
		return StoreExceptionTranslator.translating(StoreOperation.READ,
				() -> new Position(Objects.requireNonNull(this.jdbc.queryForObject(sql, Long.class, upTo.value()))));
	}

	ConsistencyToken newest(Epoch epoch) {
		String sql = this.schema.in("select position, event_id from {schema}.events order by position desc limit 1");
		return this.jdbc
			.query(sql,
					(row, number) -> ConsistencyToken.of(new Position(row.getLong(1)), row.getObject(2, UUID.class),
							epoch))
			.stream()
			.findFirst()
			.orElseGet(() -> ConsistencyToken.of(Position.START, null, epoch));
	}

	long version(StreamId stream, StoreOperation operation) {
		String sql = this.schema.in("""
				select coalesce(max(version), 0)
				from {schema}.events
				where aggregate_type = ? and stream_id = ?
				""");
		return StoreExceptionTranslator.translating(operation, () -> Objects
			.requireNonNull(this.jdbc.queryForObject(sql, Long.class, stream.aggregateType(), stream.id())));
	}

	/**
	 * Returns the version of a stream before the first event that was recorded after an
	 * instant.
	 */
	long version(StreamId stream, Instant instant) {
		String sql = this.schema.in("""
				select coalesce(min(version) filter (where recorded_at > ?) - 1, max(version), 0)
				from {schema}.events
				where aggregate_type = ? and stream_id = ?
				""");
		return StoreExceptionTranslator.translating(StoreOperation.READ, () -> Objects.requireNonNull(this.jdbc
			.queryForObject(sql, Long.class, FilterSql.timestamp(instant), stream.aggregateType(), stream.id())));
	}

	Map<UUID, StoredEvent> find(Set<UUID> ids, StoreOperation operation) {
		Columns<StoredEvent> columns = EventRows.OF_ANY_STREAM;
		String sql = "select " + columns.names() + ", " + columns.content()
				+ this.schema.in(" from {schema}.events where event_id = any(?)");
		RowReader<StoredEvent> reader = columns.reader().get();
		Map<UUID, StoredEvent> found = new HashMap<>();
		StoreExceptionTranslator
			.translating(operation,
					() -> this.jdbc.query(sql, (rows, number) -> reader.read(rows), (Object) ids.toArray(UUID[]::new)))
			.forEach((event) -> found.put(event.eventId(), event));
		return found;
	}

	/**
	 * Returns the first places of a stream after a version.
	 */
	List<StoredPlace> placesAfter(StreamId stream, long version, StoreOperation operation) {
		String sql = this.schema.in("""
				select version, position, event_id, event_type, schema_version
				from {schema}.events
				where aggregate_type = ? and stream_id = ? and version > ?
				order by version
				limit ?
				""");
		return StoreExceptionTranslator.translating(operation,
				() -> this.jdbc.query(sql,
						(rows, number) -> new StoredPlace(rows.getLong(1), new Position(rows.getLong(2)),
								rows.getObject(3, UUID.class), new EventTypeName(rows.getString(4), rows.getShort(5))),
						stream.aggregateType(), stream.id(), version, MAX_PLACES));
	}

	/**
	 * The event stored at a version, without its content.
	 */
	record StoredPlace(long version, Position position, UUID eventId, EventTypeName type) {

	}

}
