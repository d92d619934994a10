package dev.sourcery.store.jdbc;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.EventFilter;
import org.jspecify.annotations.Nullable;

/**
 * A filter as conditions of a query. A filter that accepts everything has none, so that
 * the statement of a reader of all events stays the same.
 */
final class FilterSql {

	// No event is recorded beyond these limits, and not every Instant is a timestamp of
	// PostgreSQL.
	private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

	private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

	private final StringBuilder conditions = new StringBuilder();

	private final List<Object> arguments = new ArrayList<>();

	FilterSql(EventFilter filter) {
		anyOf("event_type", filter.eventTypes());
		anyOf("aggregate_type", filter.aggregateTypes());
		streams(filter.streams());
		metadata(filter.metadata());
		recorded(">=", filter.recordedFrom());
		recorded("<", filter.recordedBefore());
	}

	private void and(String condition, Object... values) {
		this.conditions.append("and ").append(condition).append('\n');
		this.arguments.addAll(List.of(values));
	}

	private void anyOf(String column, Set<String> names) {
		if (!names.isEmpty()) {
			and(column + " = any(?)", (Object) names.stream().filter(FilterSql::isStorable).toArray(String[]::new));
		}
	}

	private void streams(Set<StreamId> streams) {
		if (!streams.isEmpty()) {
			and("(aggregate_type, stream_id) in (select * from unnest(?::text[], ?::text[]))",
					streams.stream().map(StreamId::aggregateType).toArray(String[]::new),
					streams.stream().map(StreamId::id).toArray(String[]::new));
		}
	}

	// the names of the stored form, see MetadataFormat
	private void metadata(Metadata example) {
		metadata("correlationId", example.correlationId());
		metadata("causationId", example.causationId());
		metadata("actor", example.actor());
		metadata("tenant", example.tenant());
		example.entries()
			.forEach((name, value) -> andEqual(
					"metadata -> 'entries' ->> ? = ? and json_typeof(metadata -> 'entries' -> ?) = 'string'", name,
					String.valueOf(value), name));
	}

	private void metadata(String name, @Nullable String value) {
		if (value != null) {
			andEqual("metadata ->> '" + name + "' = ?", value);
		}
	}

	private void andEqual(String condition, String... texts) {
		if (Stream.of(texts).allMatch(FilterSql::isStorable)) {
			and(condition, (Object[]) texts);
		}
		else {
			and("false");
		}
	}

	// No event has such a text. The server would reject a NUL, and half a surrogate pair
	// would be sent as a question mark.
	private static boolean isStorable(String text) {
		return text.indexOf('\u0000') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
	}

	private void recorded(String operator, @Nullable Instant instant) {
		if (instant != null) {
			and("recorded_at " + operator + " ?", OffsetDateTime.ofInstant(inMicroseconds(instant), ZoneOffset.UTC));
		}
	}

	/**
	 * Returns the last timestamp of PostgreSQL that is not after an instant.
	 */
	static OffsetDateTime timestamp(Instant instant) {
		Instant storable = instant.isBefore(EARLIEST) ? EARLIEST : instant.isAfter(LATEST) ? LATEST : instant;
		return OffsetDateTime.ofInstant(storable.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC);
	}

	// Events are recorded in whole microseconds, so rounding up does not change the
	// effect of either bound; the driver would round to the nearest microsecond.
	private static Instant inMicroseconds(Instant instant) {
		if (instant.isBefore(EARLIEST)) {
			return EARLIEST;
		}
		return instant.isAfter(LATEST) ? LATEST : instant.plusNanos(999).truncatedTo(ChronoUnit.MICROS);
	}

	/**
	 * Returns the conditions, each on a line and beginning with "and".
	 */
	String conditions() {
		return this.conditions.toString();
	}

	List<Object> arguments(long after, long upTo) {
		List<Object> all = new ArrayList<>(List.of(after, upTo));
		all.addAll(this.arguments);
		return all;
	}

}
