package dev.sourcery.store.spi;

import java.util.Set;
import java.util.function.Consumer;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.EventStore;

/**
 * A query that selects events by the types under which they are read, which may be stored
 * under other names. For implementations of {@link EventStore}.
 *
 * @since 0.1
 */
public final class SelectedTypes {

	private final EventCodec codec;

	private final EventQuery query;

	private final Set<String> read;

	private SelectedTypes(EventCodec codec, EventQuery query, Set<String> read) {
		this.codec = codec;
		this.query = query;
		this.read = read;
	}

	/**
	 * Returns the stored types of a query.
	 * @param query the query
	 * @param codec the codec that reads the events
	 * @return the stored types
	 */
	public static SelectedTypes of(EventQuery query, EventCodec codec) {
		Set<String> names = query.filter().eventTypes();
		if (names.isEmpty() || codec.types().isPlain()) {
			return new SelectedTypes(codec, query, Set.of());
		}
		return new SelectedTypes(codec, query.eventTypes(codec.types().storedNames(names)),
				codec.types().currentNames(names));
	}

	/**
	 * Returns the query for the stored events.
	 * @return a query with the names under which events are stored
	 */
	public EventQuery query() {
		return this.query;
	}

	/**
	 * Decodes a stored event.
	 * @param stored the stored event
	 * @param events the consumer of the resulting events, without those of other types
	 * than the selected ones
	 */
	public void decode(StoredEvent stored, Consumer<? super RecordedEvent<?>> events) {
		if (this.read.isEmpty()) {
			this.codec.decode(stored, events);
			return;
		}
		this.codec.decode(stored, (event) -> {
			if (this.read.contains(event.type().name())) {
				events.accept(event);
			}
		});
	}

}
