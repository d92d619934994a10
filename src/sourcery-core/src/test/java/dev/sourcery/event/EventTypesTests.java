package dev.sourcery.event;

import java.util.List;

import dev.sourcery.store.CommandId;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.Epoch;
import dev.sourcery.store.InvalidAppendException;
import dev.sourcery.subscription.SubscriptionKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EventTypesTests {

	private static final String HUNDRED = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

	private static final String EMOJIS = "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀";

	@Test
	void classesAreFoundByNameAndNamesByClass() {
		EventTypes types = EventTypes.of(One.class, OneAgain.class);
		assertThat(types.typeOf(One.class)).isEqualTo(new EventTypeName("one", 1));
		assertThat(types.classOf(new EventTypeName("one", 2))).isEqualTo(OneAgain.class);
	}

	@Test
	void twoClassesWithOneNameAreRefused() {
		assertThatExceptionOfType(DuplicateEventTypeException.class)
			.isThrownBy(() -> EventTypes.of(One.class, Rival.class))
			.satisfies((ex) -> {
				assertThat(ex.first()).isEqualTo(One.class);
				assertThat(ex.second()).isEqualTo(Rival.class);
			});
	}

	@Test
	void unknownClassesAndNamesAreRefused() {
		EventTypes types = EventTypes.of(One.class);
		assertThatExceptionOfType(UnregisteredEventException.class).isThrownBy(() -> types.typeOf(Rival.class))
			.withMessageContaining(Rival.class.getName());
		assertThatExceptionOfType(UnregisteredEventException.class).isThrownBy(() -> EventTypes.of(String.class));
		assertThatExceptionOfType(UnknownEventTypeException.class)
			.isThrownBy(() -> types.classOf(new EventTypeName("two", 1)))
			.withMessageContaining("stored event type 'two', schema version 1");
	}

	@Test
	void anotherSchemaVersionIsRefusedWithTheStoredAndTheRegisteredOnes() {
		EventTypes types = EventTypes.of(OneAgain.class);
		assertThatExceptionOfType(UnknownEventTypeException.class)
			.isThrownBy(() -> types.classOf(new EventTypeName("one", 1)))
			.withMessageContaining("'one' has schema version 1")
			.withMessageContaining("registered is version 2 (%s)".formatted(OneAgain.class.getName()));
	}

	@Test
	void streamIdsThatCannotBeStoredAreRefused() {
		for (String id : new String[] { "", " ", "a\u0000", "\ud800", "x".repeat(256), "line\nbreak" }) {
			assertThatExceptionOfType(InvalidStreamIdException.class).isThrownBy(() -> new StreamId("thing", id))
				.satisfies((ex) -> assertThat(ex.value()).isEqualTo(id))
				.satisfies((ex) -> assertThat(ex.part()).isEqualTo("id"));
		}
		assertThat(new StreamId("thing", "😀".repeat(255)).id()).hasSize(510);
		assertThat(new StreamId("thing", "x".repeat(255)).id()).hasSize(255);
		assertThat(new StreamId("thing", "😀 é").id()).isEqualTo("😀 é");
	}

	@Test
	void tagsThatCannotBeStoredAreRefused() {
		for (String value : new String[] { "", " ", "a\u0000", "\ud800", "x".repeat(256), "line\nbreak" }) {
			assertThatIllegalArgumentException().isThrownBy(() -> new Tag(value));
		}
		assertThat(Tag.of("course", "c1")).isEqualTo(new Tag("course:c1")).hasToString("course:c1");
		assertThat(new Tag("😀".repeat(255)).value()).hasSize(510);
	}

	@Test
	void eventTypesThatCannotBeStoredAreRefusedWithTheirClass() {
		for (Class<?> unusable : List.of(Blank.class, TooLong.class, WithControl.class, WithLoneSurrogate.class,
				VersionZero.class, VersionTooHigh.class)) {
			assertThatExceptionOfType(InvalidEventTypeException.class).isThrownBy(() -> EventTypes.of(unusable))
				.satisfies((ex) -> assertThat(ex.eventClass()).isEqualTo(unusable))
				.satisfies((ex) -> assertThat(ex.problem()).startsWith(unusable.getName()))
				.satisfies((ex) -> assertThat(ex.remedy()).contains("@EventType"));
		}
		assertThat(EventTypes.of(Emojis.class).typeOf(Emojis.class).name()).hasSize(2 * 128);
	}

	@Test
	void lengthsAreCountedInCodePointsEverywhere() {
		String longest = "😀".repeat(255);
		String tooLong = longest + "x";
		assertThat(new EventTypeName(longest, 1).name()).isEqualTo(longest);
		assertThatIllegalArgumentException().isThrownBy(() -> new EventTypeName(tooLong, 1));
		assertThat(new SubscriptionKey(longest, 1).name()).isEqualTo(longest);
		assertThatIllegalArgumentException().isThrownBy(() -> new SubscriptionKey(tooLong, 1));
		assertThat(new CommandId(longest).value()).isEqualTo(longest);
		assertThatExceptionOfType(InvalidAppendException.class).isThrownBy(() -> new CommandId(tooLong))
			.withMessageContaining("256");
		assertThat(StorableName.problemOf(longest)).isNull();
		assertThat(StorableName.problemOf(tooLong)).contains("1 to 255").contains("256");
	}

	@Test
	void positionsAndTokensSurviveTheirTextForm() {
		Position position = new Position(1234567890123L);
		assertThat(Position.parse(position.toString())).isEqualTo(position);
		ConsistencyToken token = new ConsistencyToken(position);
		assertThat(ConsistencyToken.parse(token.toString())).isEqualTo(token);
		ConsistencyToken ofEvent = new ConsistencyToken(position, new Epoch(3, "00c0ffee"), -7);
		assertThat(ofEvent).hasToString("2.fr5hugnf.3-00c0ffee.1z141yx");
		assertThat(ConsistencyToken.parse(ofEvent.toString())).isEqualTo(ofEvent);
		for (String garbage : new String[] { "", "1.", "1.abc", "2.abc", "2.-5.1-00c0ffee.0", "2.ä.1-00c0ffee.0",
				"2.zzzzzzzzzzzzzzzzzz.1-00c0ffee.0", "2.zzzzzzzzzzzzz.1-00c0ffee.0", "2.1.1-00c0ffee.zzzzzzz",
				"2.1.1-00c0ffee", "2.1.1-coffee.0", "3.1.1-00c0ffee.0" }) {
			assertThatIllegalArgumentException().isThrownBy(() -> ConsistencyToken.parse(garbage));
		}
	}

	@Test
	void aRecordedEventShowsNoPayload() {
		RecordedEvent<?> event = new RecordedEvent<>(java.util.UUID.randomUUID(), new EventTypeName("one", 1),
				new StreamId("thing", "1"), 1, new Position(1), java.time.Instant.EPOCH,
				dev.sourcery.metadata.Metadata.empty().withActor("secret"), new One("secret"));
		assertThat(event.toString()).doesNotContain("secret");
	}

	@EventType("one")
	record One(String text) {

	}

	@EventType(value = "one", version = 2)
	record OneAgain() {

	}

	@EventType("one")
	record Rival() {

	}

	@EventType(" ")
	record Blank() {

	}

	@EventType(HUNDRED + HUNDRED + HUNDRED)
	record TooLong() {

	}

	@EventType("a\tb")
	record WithControl() {

	}

	@EventType("a\ud800")
	record WithLoneSurrogate() {

	}

	@EventType(value = "zero", version = 0)
	record VersionZero() {

	}

	@EventType(value = "high", version = 32768)
	record VersionTooHigh() {

	}

	// fewer than 256 characters, but more than 255 units of UTF-16
	@EventType(EMOJIS + EMOJIS + EMOJIS + EMOJIS)
	record Emojis() {

	}

}
