package dev.sourcery.store;

import java.time.Instant;
import java.util.Set;

import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * The conditions for the events of a query; an event must meet all of them. Immutable.
 *
 * @since 0.1
 * @param eventTypes names of event types, of any schema version; empty means all
 * @param aggregateTypes aggregate types; empty means all
 * @param streams streams; empty means all
 * @param metadata an example: the metadata of the event must have the same values for all
 * fields and entries that the example has. Entries of an example are strings.
 * @param recordedFrom the earliest instant at which events were recorded, inclusive, or
 * {@code null}
 * @param recordedBefore the instant before which events were recorded, or {@code null}
 */
public record EventFilter(Set<String> eventTypes, Set<String> aggregateTypes, Set<StreamId> streams, Metadata metadata,
		@Nullable Instant recordedFrom, @Nullable Instant recordedBefore) {

	/**
	 * The filter that accepts all events.
	 */
	public static final EventFilter NONE = new EventFilter(Set.of(), Set.of(), Set.of(), Metadata.empty(), null, null);

	/**
	 * Copies the sets and checks the example.
	 * @param eventTypes names of event types
	 * @param aggregateTypes aggregate types
	 * @param streams streams
	 * @param metadata an example
	 * @param recordedFrom the earliest instant at which events were recorded, inclusive
	 * @param recordedBefore the instant before which events were recorded
	 * @throws IllegalArgumentException if an entry of the example is not a string
	 */
	public EventFilter {
		eventTypes = Set.copyOf(eventTypes);
		aggregateTypes = Set.copyOf(aggregateTypes);
		streams = Set.copyOf(streams);
		metadata.entries().forEach((name, value) -> {
			if (!(value instanceof String)) {
				throw new IllegalArgumentException(
						"Events can be filtered by metadata entries that are strings, but '%s' is not".formatted(name));
			}
		});
	}

	EventFilter eventTypes(Set<String> names) {
		return new EventFilter(names, this.aggregateTypes, this.streams, this.metadata, this.recordedFrom,
				this.recordedBefore);
	}

	EventFilter aggregateTypes(Set<String> names) {
		return new EventFilter(this.eventTypes, names, this.streams, this.metadata, this.recordedFrom,
				this.recordedBefore);
	}

	EventFilter streams(Set<StreamId> any) {
		return new EventFilter(this.eventTypes, this.aggregateTypes, any, this.metadata, this.recordedFrom,
				this.recordedBefore);
	}

	EventFilter metadata(Metadata example) {
		return new EventFilter(this.eventTypes, this.aggregateTypes, this.streams, example, this.recordedFrom,
				this.recordedBefore);
	}

	EventFilter recordedFrom(Instant instant) {
		return new EventFilter(this.eventTypes, this.aggregateTypes, this.streams, this.metadata, instant,
				this.recordedBefore);
	}

	EventFilter recordedBefore(Instant instant) {
		return new EventFilter(this.eventTypes, this.aggregateTypes, this.streams, this.metadata, this.recordedFrom,
				instant);
	}

}
