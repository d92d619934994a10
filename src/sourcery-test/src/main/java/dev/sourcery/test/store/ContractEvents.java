package dev.sourcery.test.store;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.NewEvent;

/**
 * The events and streams of the contract.
 */
final class ContractEvents {

	static final EventTypeName NOTED = new EventTypeName("test.noted", 1);

	static final EventTypeName PRICED = new EventTypeName("test.priced", 1);

	private ContractEvents() {
	}

	static EventTypes types() {
		return EventTypes.of(Noted.class, NotedInLanguage.class, Priced.class, Measured.class, Nested.class,
				Unreadable.class, Unwritable.class);
	}

	static StreamId stream(String id) {
		return new StreamId("note", id);
	}

	static List<StreamId> streams(int count) {
		return IntStream.range(0, count).mapToObj((i) -> stream("stream %05d".formatted(i))).toList();
	}

	static NewEvent note(String text) {
		return NewEvent.of(new Noted(text));
	}

	static NewEvent note(String text, Metadata metadata) {
		return NewEvent.of(new Noted(text), metadata);
	}

	static NewEvent note(UUID id, String text) {
		return new NewEvent(id, new Noted(text), Metadata.empty());
	}

	static NewEvent price(long amount) {
		return NewEvent.of(new Priced(BigDecimal.ONE, amount));
	}

	static List<NewEvent> notes(String... texts) {
		return Stream.of(texts).map(ContractEvents::note).toList();
	}

	static List<NewEvent> manyNotes(int count) {
		return IntStream.rangeClosed(1, count).mapToObj((i) -> note(Integer.toString(i))).toList();
	}

	static List<Long> numbers(long from, long to) {
		return Stream.iterate(from, (number) -> number <= to, (number) -> number + 1).toList();
	}

	@EventType("test.noted")
	record Noted(String text) {

	}

	@EventType(value = "test.noted", version = 2)
	record NotedInLanguage(String text, String language) {

	}

	@EventType("test.priced")
	record Priced(BigDecimal price, long amount) {

	}

	@EventType("test.measured")
	record Measured(double value, float small) {

	}

	@EventType("test.nested")
	record Nested(Object content) {

	}

	/**
	 * A class that is not registered as an event.
	 */
	record Unregistered(String text) {

	}

	/**
	 * An event that writes text but reads a number.
	 */
	@EventType("test.unreadable")
	static final class Unreadable {

		private final String value;

		@JsonCreator
		Unreadable(@JsonProperty("number") int number) {
			this.value = Integer.toString(number);
		}

		Unreadable(String value) {
			this.value = value;
		}

		@JsonProperty("number")
		String number() {
			return this.value;
		}

	}

	/**
	 * An event that cannot be written.
	 */
	@EventType("test.unwritable")
	static final class Unwritable {

		@JsonProperty("text")
		String text() {
			return Optional.<String>empty().orElseThrow();
		}

	}

}
