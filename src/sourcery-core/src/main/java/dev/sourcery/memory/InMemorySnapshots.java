package dev.sourcery.memory;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import dev.sourcery.event.StreamId;
import dev.sourcery.snapshot.Snapshots;
import dev.sourcery.snapshot.StoredSnapshot;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.StreamPayloads.Payload;
import dev.sourcery.store.StreamQuery;

/**
 * Snapshots in memory, for tests. Thread-safe.
 *
 * @since 0.1
 */
public final class InMemorySnapshots implements Snapshots {

	private final EventStore store;

	private final Map<StreamId, StoredSnapshot> stored = new HashMap<>();

	/**
	 * Creates an empty store of snapshots.
	 * @param store the store of the events
	 */
	public InMemorySnapshots(EventStore store) {
		this.store = store;
	}

	@Override
	public synchronized Found read(StreamId stream, String format) {
		StoredSnapshot snapshot = this.stored.get(stream);
		StreamQuery query = StreamQuery.of(stream);
		if (snapshot != null && snapshot.format().equals(format)) {
			query = query.from(snapshot.version());
		}
		Stream<Payload> events = this.store.read(query)
			.map((event) -> new Payload(event.version(), event.position(), event.payload()));
		return new Found(snapshot, events);
	}

	@Override
	public synchronized boolean save(StoredSnapshot snapshot) {
		StoredSnapshot present = this.stored.get(snapshot.stream());
		if (present != null && present.format().equals(snapshot.format()) && present.version() >= snapshot.version()) {
			return false;
		}
		this.stored.put(snapshot.stream(), snapshot);
		return true;
	}

	@Override
	public synchronized boolean delete(StreamId stream) {
		return this.stored.remove(stream) != null;
	}

	@Override
	public synchronized long deleteAll(String aggregateType) {
		long before = this.stored.size();
		this.stored.keySet().removeIf((stream) -> stream.aggregateType().equals(aggregateType));
		return before - this.stored.size();
	}

}
