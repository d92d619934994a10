package dev.sourcery.snapshot;

import java.util.stream.Stream;

import dev.sourcery.event.StreamId;
import dev.sourcery.store.EventStoreException;
import dev.sourcery.store.StreamPayloads.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A store of snapshots, at most one for each stream. Implementations are thread-safe.
 *
 * @since 0.1
 */
public interface Snapshots {

	/**
	 * Reads the snapshot of a stream together with the events that follow it.
	 * @param stream the stream
	 * @param format the required format
	 * @return the snapshot and the events
	 * @throws EventStoreException if the store cannot be read
	 */
	Found read(StreamId stream, String format);

	/**
	 * Stores a snapshot, unless the stored one has the same format and at least the same
	 * version.
	 * @param snapshot the snapshot
	 * @return whether it was stored
	 * @throws EventStoreException if the store cannot be written
	 */
	boolean save(StoredSnapshot snapshot);

	/**
	 * Deletes the snapshot of a stream, if there is one.
	 * @param stream the stream
	 * @return whether there was one
	 * @throws EventStoreException if the store cannot be written
	 */
	boolean delete(StreamId stream);

	/**
	 * Deletes the snapshots of an aggregate type.
	 * @param aggregateType the name of the aggregate type
	 * @return the number of deleted snapshots
	 * @throws EventStoreException if the store cannot be written
	 */
	long deleteAll(String aggregateType);

	/**
	 * A snapshot with the events that follow it.
	 *
	 * @param snapshot the stored snapshot, possibly of another format; {@code null} if
	 * there is none
	 * @param events the events from the version of the snapshot on, the event of that
	 * version included; all events of the stream if there is no snapshot of the required
	 * format
	 */
	record Found(@Nullable StoredSnapshot snapshot, Stream<Payload> events) {

	}

}
