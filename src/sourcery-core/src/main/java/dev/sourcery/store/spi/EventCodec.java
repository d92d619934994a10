package dev.sourcery.store.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventEncodingException;
import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.MetadataFormat;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.UnregisteredEventException;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamPayloads.Payload;

/**
 * Converts events to their stored form and back; for implementations of
 * {@link EventStore}. All events that a store writes or reads pass through its codec, so
 * that a codec which wraps another may change what is stored, or read stored events as
 * others. The payload is converted by the replaceable {@link EventSerializer}; the stored
 * form of metadata is fixed, see {@link MetadataFormat}.
 * <p>
 * One stored event may be read as none or several. Events are therefore passed to a
 * consumer, in their order and only if all of them can be read, which also spares a list
 * for each event. What the consumer throws is passed on. Limits of queries count stored
 * events. A codec may leave out events only in a store without asynchronous projections:
 * a tail reader infers from the number of events whether there are more. Implementations
 * are thread-safe.
 */
public interface EventCodec {

	/**
	 * Returns the codec of a store without conversions beyond a serializer's.
	 * @param serializer converts payloads
	 * @return the codec
	 */
	static EventCodec of(EventSerializer serializer) {
		return new SerializingCodec(serializer);
	}

	/**
	 * The registered events.
	 * @return the event types
	 */
	EventTypes types();

	/**
	 * Encodes an event.
	 * @param event the event
	 * @return the event with its stored form
	 * @throws UnregisteredEventException if the event's class is not registered
	 * @throws EventEncodingException if the event cannot be written
	 */
	EncodedEvent encode(NewEvent event);

	/**
	 * Decodes a stored event.
	 * @param stored the stored event
	 * @param events takes the events it is read as
	 * @throws EventDecodingException if payload or metadata cannot be read; it names the
	 * place
	 */
	void decode(StoredEvent stored, Consumer<? super RecordedEvent<?>> events);

	/**
	 * Decodes a stored event into a list.
	 * @param stored the stored event
	 * @return the events it is read as
	 * @throws EventDecodingException if payload or metadata cannot be read; it names the
	 * place
	 */
	default List<RecordedEvent<?>> decode(StoredEvent stored) {
		List<RecordedEvent<?>> events = new ArrayList<>(1);
		decode(stored, events::add);
		return events;
	}

	/**
	 * Decodes the payload of a stored event, with the same outcome as decoding the whole
	 * event.
	 * @param stored the stored payload
	 * @param payloads takes the payloads it is read as
	 * @throws EventDecodingException if the payload cannot be read; it names the place
	 */
	void decodePayload(StoredPayload stored, Consumer<? super Payload> payloads);

}
