package dev.sourcery.memory;

import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamPayloads.Payload;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.spi.EncodedEvent;
import dev.sourcery.store.spi.EventCodec;
import dev.sourcery.store.spi.StoredEvent;
import dev.sourcery.store.spi.StoredPayload;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A store whose codec stores other text than the serializer writes, and reads one event
 * as several or none.
 */
class ReplacedCodecTests {

	private static final StreamId STREAM = new StreamId("note", "1");

	private final InMemoryEventStore store = new InMemoryEventStore(
			new Repeating(EventCodec.of(new JsonEventSerializer(EventTypes.of(Noted.class)))), Clock.systemUTC());

	@Test
	void aStreamIsReadAsTheCodecReadsIt() {
		append("a", 0, "b", 1, "c", 2, "d", 1);
		assertThat(texts(this.store.read(StreamQuery.of(STREAM)))).containsExactly("b", "c", "c", "d");
		assertThat(texts(this.store.read(StreamQuery.of(STREAM).from(3)))).containsExactly("c", "c", "d");
		assertThat(this.store.version(STREAM)).isEqualTo(4);
	}

	@Test
	void theWholeStoreIsReadAsTheCodecReadsIt() {
		append("a", 2, "b", 0, "c", 1);
		assertThat(texts(this.store.readAll(EventQuery.all()))).containsExactly("a", "a", "c");
	}

	@Test
	void aRepeatedAppendIsRecognizedByItsStoredForm() {
		CommandId command = new CommandId("c-1");
		Append append = new Append(STREAM, ExpectedVersion.any(), events("a", 0, "b", 2), command);
		Commit first = this.store.append(List.of(append)).get(0);
		Commit repeated = this.store.append(List.of(append)).get(0);
		assertThat(repeated.version()).isEqualTo(first.version()).isEqualTo(2);
		assertThat(texts(repeated.events().stream())).containsExactly("b", "b");
		assertThatExceptionOfType(EventIdConflictException.class).isThrownBy(() -> this.store
			.append(List.of(new Append(STREAM, ExpectedVersion.any(), events("a", 0, "x", 2), command))));
	}

	private void append(Object... textsAndTimes) {
		this.store.append(STREAM, ExpectedVersion.any(), events(textsAndTimes));
	}

	private static List<NewEvent> events(Object... textsAndTimes) {
		return IntStream.range(0, textsAndTimes.length / 2)
			.mapToObj((i) -> NewEvent.of(new Noted((String) textsAndTimes[2 * i], (int) textsAndTimes[2 * i + 1])))
			.toList();
	}

	private static List<String> texts(Stream<RecordedEvent<?>> events) {
		return events.map((event) -> ((Noted) event.payload()).text()).toList();
	}

	@EventType("noted")
	record Noted(String text, int times) {

	}

	/**
	 * Stores payloads in reverse, and reads each event as many times as it says.
	 */
	record Repeating(EventCodec codec) implements EventCodec {

		@Override
		public EventTypes types() {
			return this.codec.types();
		}

		@Override
		public EncodedEvent encode(NewEvent event) {
			EncodedEvent encoded = this.codec.encode(event);
			return new EncodedEvent(event, encoded.type(), encoded.metadata(), reversed(encoded.payload()));
		}

		@Override
		public void decode(StoredEvent stored, Consumer<? super RecordedEvent<?>> events) {
			StoredEvent plain = new StoredEvent(stored.eventId(), stored.type(), stored.stream(), stored.version(),
					stored.position(), stored.recordedAt(), stored.metadata(), reversed(stored.payload()),
					stored.tags());
			this.codec.decode(plain, (event) -> {
				for (int i = 0; i < ((Noted) event.payload()).times(); i++) {
					events.accept(event);
				}
			});
		}

		@Override
		public void decodePayload(StoredPayload stored, Consumer<? super Payload> payloads) {
			StoredPayload plain = new StoredPayload(stored.type(), stored.stream(), stored.version(), stored.position(),
					reversed(stored.payload()));
			this.codec.decodePayload(plain, (event) -> {
				for (int i = 0; i < ((Noted) event.payload()).times(); i++) {
					payloads.accept(event);
				}
			});
		}

		private static String reversed(String text) {
			return new StringBuilder(text).reverse().toString();
		}

	}

}
