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
import dev.sourcery.evolution.EventEvolution;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamPayloads.Payload;

/**
 * Converts events to their stored form and back. For implementations of
 * {@link EventStore}. All events that a store writes or reads pass through its codec, so
 * that a codec which wraps another one may change the stored form, or read stored events
 * as other events. The payload is converted by the replaceable {@link EventSerializer};
 * the stored form of metadata is fixed, see {@link MetadataFormat}.
 * <p>
 * One stored event may be read as no event or as several events. Events are therefore
 * passed to a consumer, in their order and only if all of them can be read, which also
 * avoids a list for each event. Exceptions of the consumer are propagated. Limits of
 * queries count stored events. Implementations are thread-safe.
 *
 * @since 0.1
 */
public interface EventCodec {

	/**
	 * Returns the codec of a store without conversions other than those of a serializer
	 * and those that event classes declare.
	 * @param serializer the serializer of payloads
	 * @return the codec
	 */
	static EventCodec of(EventSerializer serializer) {
		return of(EventEvolution.of(serializer));
	}

	/**
	 * Returns the codec of a store that reads earlier versions of events.
	 * @param evolution the conversions
	 * @return the codec
	 */
	static EventCodec of(EventEvolution evolution) {
		return new SerializingCodec(evolution);
	}

	/**
	 * Returns the registered event types.
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
	 * @param events the consumer of the resulting events
	 * @throws EventDecodingException if payload or metadata cannot be read; contains the
	 * place of the event
	 */
	void decode(StoredEvent stored, Consumer<? super RecordedEvent<?>> events);

	/**
	 * Decodes a stored event into a list.
	 * @param stored the stored event
	 * @return the resulting events
	 * @throws EventDecodingException if payload or metadata cannot be read; contains the
	 * place of the event
	 */
	default List<RecordedEvent<?>> decode(StoredEvent stored) {
		List<RecordedEvent<?>> events = new ArrayList<>(1);
		decode(stored, events::add);
		return events;
	}

	/**
	 * Decodes the payload of a stored event, with the same outcome as decoding the whole
	 * event, except that an event which is read as no event results in one
	 * {@link Payload} without an object.
	 * @param stored the stored payload
	 * @param payloads the consumer of the resulting payloads
	 * @throws EventDecodingException if the payload cannot be read; contains the place of
	 * the event
	 */
	void decodePayload(StoredPayload stored, Consumer<? super Payload> payloads);

}
