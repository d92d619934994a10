package dev.sourcery.memory;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.EventFilter;
import dev.sourcery.store.spi.StoredEvent;
import org.jspecify.annotations.Nullable;

/**
 * Matches events against a filter.
 */
final class FilterMatch {

	private final EventFilter filter;

	FilterMatch(EventFilter filter) {
		this.filter = filter;
	}

	boolean admits(StoredEvent event, Metadata actual) {
		return admits(this.filter.eventTypes(), event.type().name())
				&& admits(this.filter.aggregateTypes(), event.stream().aggregateType())
				&& admits(this.filter.streams(), event.stream()) && admitsTime(event.recordedAt())
				&& admitsMetadata(actual);
	}

	private static <T> boolean admits(Set<T> wanted, T actual) {
		return wanted.isEmpty() || wanted.contains(actual);
	}

	private boolean admitsTime(Instant recordedAt) {
		return (this.filter.recordedFrom() == null || !recordedAt.isBefore(this.filter.recordedFrom()))
				&& (this.filter.recordedBefore() == null || recordedAt.isBefore(this.filter.recordedBefore()));
	}

	private boolean admitsMetadata(Metadata actual) {
		return admits(this.filter.metadata().correlationId(), actual.correlationId())
				&& admits(this.filter.metadata().causationId(), actual.causationId())
				&& admits(this.filter.metadata().actor(), actual.actor())
				&& admits(this.filter.metadata().tenant(), actual.tenant()) && admitsEntries(actual.entries());
	}

	private static boolean admits(@Nullable String wanted, @Nullable String actual) {
		return wanted == null || wanted.equals(actual);
	}

	private boolean admitsEntries(Map<String, @Nullable Object> actual) {
		return this.filter.metadata()
			.entries()
			.entrySet()
			.stream()
			.allMatch((entry) -> Objects.equals(entry.getValue(), actual.get(entry.getKey())));
	}

}
