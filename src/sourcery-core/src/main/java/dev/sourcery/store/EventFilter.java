package dev.sourcery.store;

import java.time.Instant;
import java.util.Set;

import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * Which events a query admits; all conditions must hold. Immutable.
 *
 * @param eventTypes names of event types, of any schema version; empty means all
 * @param aggregateTypes aggregate types; empty means all
 * @param streams streams; empty means all
 * @param metadata an example: what it says, the event's metadata must say too. Entries of
 * an example are texts.
 * @param recordedFrom only events recorded at this instant or later, or {@code null}
 * @param recordedBefore only events recorded before this instant, or {@code null}
 */
public record EventFilter(Set<String> eventTypes, Set<String> aggregateTypes, Set<StreamId> streams, Metadata metadata,
		@Nullable Instant recordedFrom, @Nullable Instant recordedBefore) {

	/**
	 * Admits every event.
	 */
	public static final EventFilter NONE = new EventFilter(Set.of(), Set.of(), Set.of(), Metadata.empty(), null, null);

	/**
	 * Copies the sets and checks the example.
	 * @param eventTypes names of event types
	 * @param aggregateTypes aggregate types
	 * @param streams streams
	 * @param metadata an example
	 * @param recordedFrom only events recorded at this instant or later
	 * @param recordedBefore only events recorded before this instant
	 * @throws IllegalArgumentException if an entry of the example is not a text
	 */
	public EventFilter {
		eventTypes = Set.copyOf(eventTypes);
		aggregateTypes = Set.copyOf(aggregateTypes);
		streams = Set.copyOf(streams);
		metadata.entries().forEach((name, value) -> {
			if (!(value instanceof String)) {
				throw new IllegalArgumentException(
						"Events can be asked for by metadata entries that are texts, but '%s' is not".formatted(name));
			}
		});
	}

}
