package dev.sourcery.store.spi;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventEncodingException;
import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.event.Tag;
import dev.sourcery.event.UnregisteredEventException;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamPayloads.Payload;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EventCodecTests {

	private static final StreamId STREAM = new StreamId("note", "1");

	private static final EventTypeName NOTED = new EventTypeName("noted", 1);

	private final EventTypes types = EventTypes.of(Noted.class);

	private final EventCodec codec = EventCodec.of(new JsonEventSerializer(this.types));

	@Test
	void whatIsEncodedIsDecoded() {
		NewEvent event = NewEvent.of(new Noted("a"), Metadata.empty().withActor("ada").with("n", 1))
			.withTags(Tag.of("note", 1));
		EncodedEvent encoded = this.codec.encode(event);
		assertThat(encoded.type()).isEqualTo(NOTED);
		assertThat(encoded.payload()).isEqualTo("{\"text\":\"a\"}");
		assertThat(encoded.metadata()).isEqualTo("{\"actor\":\"ada\",\"entries\":{\"n\":1}}");
		StoredEvent stored = new StoredEvent(event.eventId(), encoded.type(), STREAM, 3, 7, Instant.EPOCH,
				encoded.metadata(), encoded.payload(), encoded.tags());
		assertThat(this.codec.decode(stored)).singleElement()
			.isEqualTo(new RecordedEvent<>(event.eventId(), NOTED, STREAM, 3, new Position(7), Instant.EPOCH,
					event.metadata(), event.payload(), Set.of(Tag.of("note", 1))));
		assertThat(this.codec.types()).isSameAs(this.types);
	}

	@Test
	void aPayloadIsDecodedAlone() {
		List<Payload> payloads = new ArrayList<>();
		this.codec.decodePayload(new StoredPayload(NOTED, STREAM, 3, 7, "{\"text\":\"a\"}"), payloads::add);
		assertThat(payloads).containsExactly(new Payload(3, new Position(7), new Noted("a")));
	}

	@Test
	void whatCannotBeReadIsNamedWithItsPlaceAndNothingIsPassedOn() {
		List<Object> passed = new ArrayList<>();
		for (StoredEvent unreadable : List.of(stored(NOTED, "{}", "[]"), stored(NOTED, "[]", "{\"text\":\"a\"}"),
				stored(new EventTypeName("gone", 1), "{}", "{}"))) {
			refused(unreadable.type(), () -> this.codec.decode(unreadable, passed::add));
		}
		refused(NOTED, () -> this.codec.decodePayload(new StoredPayload(NOTED, STREAM, 3, 7, "[]"), passed::add));
		assertThat(passed).isEmpty();
	}

	private static void refused(EventTypeName type, ThrowingCallable decoding) {
		assertThatExceptionOfType(EventDecodingException.class).isThrownBy(decoding).satisfies((ex) -> {
			assertThat(ex.type()).isEqualTo(type);
			assertThat(ex.stream()).isEqualTo(STREAM);
			assertThat(ex.version()).isEqualTo(3);
			assertThat(ex.position()).isEqualTo(new Position(7));
		});
	}

	@Test
	void whatTheConsumerThrowsIsPassedOnAsItIs() {
		EventEncodingException failure = new EventEncodingException(Noted.class, "of the consumer", null);
		Consumer<Object> failing = (event) -> {
			throw failure;
		};
		assertThatExceptionOfType(EventEncodingException.class)
			.isThrownBy(() -> this.codec.decode(stored(NOTED, "{}", "{\"text\":\"a\"}"), failing))
			.isSameAs(failure);
		assertThatExceptionOfType(EventEncodingException.class)
			.isThrownBy(
					() -> this.codec.decodePayload(new StoredPayload(NOTED, STREAM, 3, 7, "{\"text\":\"a\"}"), failing))
			.isSameAs(failure);
	}

	@Test
	void whatCannotBeStoredIsRefused() {
		assertThatExceptionOfType(UnregisteredEventException.class)
			.isThrownBy(() -> this.codec.encode(NewEvent.of("a text")));
		assertThatExceptionOfType(EventEncodingException.class)
			.isThrownBy(() -> this.codec.encode(NewEvent.of(new Noted("\u0000"))));
		assertThatExceptionOfType(EventEncodingException.class)
			.isThrownBy(() -> this.codec.encode(NewEvent.of(new Noted("a"), Metadata.empty().withActor("\ud800"))));
	}

	private static StoredEvent stored(EventTypeName type, String metadata, String payload) {
		return new StoredEvent(UUID.randomUUID(), type, STREAM, 3, 7, Instant.EPOCH, metadata, payload);
	}

	@EventType("noted")
	record Noted(String text) {

	}

}
