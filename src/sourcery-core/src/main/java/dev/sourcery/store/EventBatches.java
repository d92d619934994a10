package dev.sourcery.store;

import java.util.List;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.RecordedEvent;

/**
 * Implemented by event stores that know how large events are before they are decoded, so
 * that a reader who collects events does not have to hold more of them than fits into
 * memory.
 */
public interface EventBatches {

	/**
	 * Reads events across the store, as
	 * {@link EventStore#readAll(EventQuery, SettledPosition)} does, but ends where the
	 * events together become large, or before one that cannot be read.
	 * @param query which events
	 * @param settled the settled position
	 * @param withMetadata whether the events have their metadata; else it is empty, which
	 * spares reading it
	 * @return the events
	 * @throws EventDecodingException if the first event cannot be read
	 */
	Batch readBatch(EventQuery query, SettledPosition settled, boolean withMetadata);

	/**
	 * Events that were read together.
	 *
	 * @param events the events, at least one if there is any
	 * @param whole whether these are all that the query asks for
	 */
	record Batch(List<RecordedEvent<?>> events, boolean whole) {

	}

}
