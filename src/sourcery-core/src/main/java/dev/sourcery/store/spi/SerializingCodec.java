package dev.sourcery.store.spi;

import java.util.function.Consumer;

import dev.sourcery.SourceryException;
import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.MetadataFormat;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamPayloads.Payload;

/**
 * Reads each stored event as one event, using a serializer.
 */
final class SerializingCodec implements EventCodec {

	private final EventSerializer serializer;

	SerializingCodec(EventSerializer serializer) {
		this.serializer = serializer;
	}

	@Override
	public EventTypes types() {
		return this.serializer.types();
	}

	@Override
	public EncodedEvent encode(NewEvent event) {
		return new EncodedEvent(event, types().typeOf(event.payload().getClass()),
				MetadataFormat.write(event.metadata()), this.serializer.write(event.payload()));
	}

	@Override
	public void decode(StoredEvent stored, Consumer<? super RecordedEvent<?>> events) {
		events.accept(recorded(stored));
	}

	private RecordedEvent<?> recorded(StoredEvent stored) {
		Position place = new Position(stored.position());
		try {
			return new RecordedEvent<>(stored.eventId(), stored.type(), stored.stream(), stored.version(), place,
					stored.recordedAt(), MetadataFormat.read(stored.metadata()),
					this.serializer.read(stored.type(), stored.payload()), stored.tags());
		}
		catch (SourceryException ex) {
			throw new EventDecodingException(stored.type(), stored.stream(), stored.version(), place, ex);
		}
	}

	@Override
	public void decodePayload(StoredPayload stored, Consumer<? super Payload> payloads) {
		payloads.accept(payload(stored));
	}

	private Payload payload(StoredPayload stored) {
		try {
			return new Payload(stored.version(), new Position(stored.position()),
					this.serializer.read(stored.type(), stored.payload()));
		}
		catch (SourceryException ex) {
			throw new EventDecodingException(stored.type(), stored.stream(), stored.version(),
					new Position(stored.position()), ex);
		}
	}

}
