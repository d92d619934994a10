package dev.sourcery.memory;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.Position;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.Epoch;
import dev.sourcery.store.StoreStatistics;
import dev.sourcery.store.StoreStatistics.TypeStatistics;
import dev.sourcery.store.StreamVersion;
import dev.sourcery.store.spi.StoredEvent;

/**
 * Counts stored events, lists streams, and returns the token of the last event.
 */
final class MemoryStatistics {

	private MemoryStatistics() {
	}

	static StoreStatistics of(List<StoredEvent> events) {
		Map<TypePair, List<StoredEvent>> byType = new TreeMap<>();
		events.forEach((event) -> byType
			.computeIfAbsent(new TypePair(event.stream().aggregateType(), event.type()), (key) -> new ArrayList<>())
			.add(event));
		return new StoreStatistics(
				byType.entrySet().stream().map((entry) -> entry.getKey().of(entry.getValue())).toList());
	}

	/**
	 * Returns the token of the last event.
	 */
	static ConsistencyToken token(List<StoredEvent> events, Epoch epoch) {
		UUID last = events.isEmpty() ? null : events.get(events.size() - 1).eventId();
		return ConsistencyToken.of(new Position(events.size()), last, epoch);
	}

	/**
	 * Lists streams with their versions, sorted by id.
	 */
	static Stream<StreamVersion> streams(Map<StreamId, List<StoredEvent>> streams, String aggregateType,
			String afterId) {
		Comparator<String> byCodePoint = Comparator.comparing((String id) -> id.codePoints().toArray(),
				Arrays::compare);
		return streams.entrySet()
			.stream()
			.filter((stream) -> stream.getKey().aggregateType().equals(aggregateType))
			.filter((stream) -> byCodePoint.compare(stream.getKey().id(), afterId) > 0)
			.map((stream) -> new StreamVersion(stream.getKey(), stream.getValue().size()))
			.sorted(Comparator.comparing((stream) -> stream.stream().id(), byCodePoint))
			.toList()
			.stream();
	}

	private record TypePair(String aggregateType, EventTypeName eventType) implements Comparable<TypePair> {

		TypeStatistics of(List<StoredEvent> events) {
			return new TypeStatistics(this.aggregateType, this.eventType, events.size(),
					events.stream().filter((event) -> event.version() == 1).count(),
					events.stream().mapToLong((event) -> utf8(event.payload()) + utf8(event.metadata())).sum());
		}

		private static long utf8(String json) {
			return json.getBytes(StandardCharsets.UTF_8).length;
		}

		@Override
		public int compareTo(TypePair other) {
			return Comparator.comparing(TypePair::aggregateType)
				.thenComparing((pair) -> pair.eventType().name())
				.thenComparing((pair) -> pair.eventType().schemaVersion())
				.compare(this, other);
		}

	}

}
