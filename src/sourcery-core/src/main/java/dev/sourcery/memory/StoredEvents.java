package dev.sourcery.memory;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.spi.EncodedAppend;
import dev.sourcery.store.spi.EncodedEvent;
import dev.sourcery.store.spi.StoredEvent;

/**
 * The events of a store in memory. For one thread.
 */
final class StoredEvents {

	private final List<StoredEvent> events = new ArrayList<>();

	private final Map<StreamId, List<StoredEvent>> streams = new HashMap<>();

	private final Map<UUID, StoredEvent> byId = new HashMap<>();

	Commit add(EncodedAppend append, Instant recordedAt) {
		Instant now = recordedAt.truncatedTo(ChronoUnit.MICROS);
		List<StoredEvent> stream = this.streams.computeIfAbsent(append.stream(), (key) -> new ArrayList<>());
		List<RecordedEvent<?>> recorded = new ArrayList<>();
		for (EncodedEvent encoded : append.events()) {
			NewEvent event = encoded.event();
			StoredEvent stored = new StoredEvent(event.eventId(), encoded.type(), append.stream(), stream.size() + 1L,
					this.events.size() + 1L, now, encoded.metadata(), encoded.payload(), encoded.tags());
			stream.add(stored);
			this.events.add(stored);
			this.byId.put(stored.eventId(), stored);
			recorded.add(new RecordedEvent<>(event.eventId(), stored.type(), stored.stream(), stored.version(),
					new Position(stored.position()), now, event.metadata(), event.payload(), event.tags()));
		}
		return new Commit(append.stream(), stream.size(), recorded);
	}

	void removeFrom(int size) {
		List<StoredEvent> tail = this.events.subList(size, this.events.size());
		tail.forEach((event) -> {
			of(event.stream()).remove(event);
			this.byId.remove(event.eventId());
		});
		tail.clear();
		this.streams.values().removeIf(List::isEmpty);
	}

	Map<UUID, StoredEvent> find(Set<UUID> ids) {
		return ids.stream()
			.filter(this.byId::containsKey)
			.collect(Collectors.toMap(UnaryOperator.identity(), this.byId::get));
	}

	List<StoredEvent> of(StreamId stream) {
		return this.streams.getOrDefault(stream, List.of());
	}

	Map<StreamId, List<StoredEvent>> streams() {
		return this.streams;
	}

	List<StoredEvent> all() {
		return this.events;
	}

	int size() {
		return this.events.size();
	}

}
