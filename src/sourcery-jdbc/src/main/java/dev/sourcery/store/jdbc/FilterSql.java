package dev.sourcery.store.jdbc;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.EventFilter;
import org.jspecify.annotations.Nullable;

/**
 * A filter as conditions of a query. A filter that admits everything has none, so that
 * the statement of those who read everything stays the same.
 */
final class FilterSql {

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
			and(column + " = any(?)", (Object) names.toArray(String[]::new));
		}
	}

	private void streams(Set<StreamId> streams) {
		if (!streams.isEmpty()) {
			and("(aggregate_type, stream_id) in (select * from unnest(?::text[], ?::text[]))",
					streams.stream().map(StreamId::aggregateType).toArray(String[]::new),
					streams.stream().map(StreamId::id).toArray(String[]::new));
		}
	}

	// the names under which the serializer stores metadata
	private void metadata(Metadata example) {
		metadata("correlationId", example.correlationId());
		metadata("causationId", example.causationId());
		metadata("actor", example.actor());
		metadata("tenant", example.tenant());
		example.entries()
			.forEach((name, value) -> and(
					"metadata -> 'entries' ->> ? = ? and json_typeof(metadata -> 'entries' -> ?) = 'string'", name,
					String.valueOf(value), name));
	}

	private void metadata(String name, @Nullable String value) {
		if (value != null) {
			and("metadata ->> '" + name + "' = ?", value);
		}
	}

	private void recorded(String operator, @Nullable Instant instant) {
		if (instant != null) {
			and("recorded_at " + operator + " ?", OffsetDateTime.ofInstant(instant, ZoneOffset.UTC));
		}
	}

	/**
	 * The conditions, each on a line and beginning with "and".
	 */
	String conditions() {
		return this.conditions.toString();
	}

	Object[] arguments(long after, long upTo, int limit) {
		List<Object> all = new ArrayList<>(List.of(after, upTo));
		all.addAll(this.arguments);
		all.add(limit);
		return all.toArray();
	}

}
