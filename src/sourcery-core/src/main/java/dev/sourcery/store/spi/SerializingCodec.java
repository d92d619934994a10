package dev.sourcery.store.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import dev.sourcery.SourceryException;
import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.MetadataFormat;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.evolution.EventEvolution;
import dev.sourcery.evolution.ReadEvent;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamPayloads.Payload;

/**
 * Writes events with a serializer, and reads them by the conversions of an evolution.
 */
final class SerializingCodec implements EventCodec {

	private final EventEvolution evolution;

	SerializingCodec(EventEvolution evolution) {
		this.evolution = evolution;
	}

	@Override
	public EventTypes types() {
		return this.evolution.types();
	}

	@Override
	public EncodedEvent encode(NewEvent event) {
		return new EncodedEvent(event, this.evolution.typeOf(event.payload()), MetadataFormat.write(event.metadata()),
				this.evolution.write(event.payload()));
	}

	@Override
	public void decode(StoredEvent stored, Consumer<? super RecordedEvent<?>> events) {
		if (this.evolution.isDirect(stored.type())) {
			events.accept(recorded(stored));
		}
		else {
			converted(stored).forEach(events);
		}
	}

	private RecordedEvent<?> recorded(StoredEvent stored) {
		try {
			return recorded(stored, MetadataFormat.read(stored.metadata()), stored.type(),
					this.evolution.readDirectly(stored.type(), stored.payload()));
		}
		catch (SourceryException ex) {
			throw unreadable(stored, ex);
		}
	}

	private List<RecordedEvent<?>> converted(StoredEvent stored) {
		try {
			Metadata metadata = MetadataFormat.read(stored.metadata());
			List<RecordedEvent<?>> events = new ArrayList<>(1);
			for (ReadEvent event : this.evolution.read(stored.type(), stored.payload())) {
				events.add(recorded(stored, metadata, event.type(), event.payload()));
			}
			return events;
		}
		catch (SourceryException ex) {
			throw unreadable(stored, ex);
		}
	}

	private static RecordedEvent<?> recorded(StoredEvent stored, Metadata metadata, EventTypeName type,
			Object payload) {
		return new RecordedEvent<>(stored.eventId(), type, stored.stream(), stored.version(),
				new Position(stored.position()), stored.recordedAt(), metadata, payload, stored.tags());
	}

	private static EventDecodingException unreadable(StoredEvent stored, SourceryException cause) {
		return new EventDecodingException(stored.type(), stored.stream(), stored.version(),
				new Position(stored.position()), cause);
	}

	@Override
	public void decodePayload(StoredPayload stored, Consumer<? super Payload> payloads) {
		Position place = new Position(stored.position());
		if (this.evolution.isDirect(stored.type())) {
			payloads.accept(new Payload(stored.version(), place, payload(stored, place)));
			return;
		}
		List<ReadEvent> events = events(stored, place);
		events.forEach((event) -> payloads.accept(new Payload(stored.version(), place, event.payload())));
		if (events.isEmpty()) {
			payloads.accept(new Payload(stored.version(), place, null));
		}
	}

	private Object payload(StoredPayload stored, Position place) {
		try {
			return this.evolution.readDirectly(stored.type(), stored.payload());
		}
		catch (SourceryException ex) {
			throw unreadable(stored, place, ex);
		}
	}

	private List<ReadEvent> events(StoredPayload stored, Position place) {
		try {
			return this.evolution.read(stored.type(), stored.payload());
		}
		catch (SourceryException ex) {
			throw unreadable(stored, place, ex);
		}
	}

	private static EventDecodingException unreadable(StoredPayload stored, Position place, SourceryException cause) {
		return new EventDecodingException(stored.type(), stored.stream(), stored.version(), place, cause);
	}

}
