package dev.sourcery.test.store;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.NewEvent;
import dev.sourcery.test.store.ContractEvents.Measured;
import dev.sourcery.test.store.ContractEvents.Nested;
import dev.sourcery.test.store.ContractEvents.NotedInLanguage;
import dev.sourcery.test.store.ContractEvents.Priced;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.ExpectedVersion.any;
import static dev.sourcery.store.ExpectedVersion.noStream;
import static dev.sourcery.test.store.ContractEvents.NOTED;
import static dev.sourcery.test.store.ContractEvents.manyNotes;
import static dev.sourcery.test.store.ContractEvents.note;
import static dev.sourcery.test.store.ContractEvents.stream;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that unusual content is read as it was written.
 */
interface ContentContract {

	StreamId KEPT = stream("kept");

	private static Object payloadOf(StoreUnderTest store, Object payload) {
		store.append(KEPT, any(), List.of(NewEvent.of(payload)));
		List<RecordedEvent<?>> events = store.read(KEPT);
		return events.get(events.size() - 1).payload();
	}

	private static Metadata metadataOf(StoreUnderTest store, Metadata metadata) {
		store.append(KEPT, any(), List.of(note("a", metadata)));
		List<RecordedEvent<?>> events = store.read(KEPT);
		return events.get(events.size() - 1).metadata();
	}

	private static Object nested(int levels, Object bottom) {
		Object content = bottom;
		for (int i = 0; i < levels; i++) {
			content = List.of(content);
		}
		return content;
	}

	@Test
	default void textOfAnyScriptAndEveryOtherControlCharacterIsKept(StoreUnderTest store) {
		String[] texts = { "", " ", "\\u0000 written out", "\\", "\"", "'", "$1 ? {} %s :name", "😀",
				"\n\t\u0001\u001f", "\u007f\u0085\u2028\ufeff\ufffe\uffff", "ﷺ", "é e\u0301", "עברית العربية 漢字",
				"\ud83d\ude00".repeat(1000) };
		store.append(KEPT, noStream(), texts);
		assertThat(store.texts(KEPT)).containsExactly(texts);
	}

	@Test
	default void aPayloadOfAMegabyteIsKept(StoreUnderTest store) {
		String large = "0123456789abcdeé".repeat(1 << 16);
		store.append(KEPT, noStream(), "before", large, "after");
		assertThat(store.texts(KEPT)).hasSize(3);
		assertThat(store.texts(KEPT).get(1).equals(large)).as("the large text is read as it was written").isTrue();
	}

	@Test
	default void manyLargePayloadsAreReadInOrder(StoreUnderTest store) {
		for (int i = 1; i <= 10; i++) {
			store.append(KEPT, any(), i + "x".repeat(200_000), i + "y".repeat(200_000));
		}
		assertThat(store.texts(KEPT)).extracting((text) -> text.charAt(text.length() - 1)).startsWith('x', 'y');
		assertThat(store.texts(KEPT)).hasSize(20).allMatch((text) -> text.length() > 200_000);
	}

	@Test
	default void numbersKeepTheirScale(StoreUnderTest store) {
		Priced event = new Priced(new BigDecimal("12345678901234567890.1200"), 9_007_199_254_740_993L);
		assertThat(payloadOf(store, event)).isEqualTo(event);
	}

	@Test
	default void numbersKeepANegativeScale(StoreUnderTest store) {
		for (String number : List.of("1E+3", "-1.2E+7", "0E+2", "1E+400")) {
			Priced event = new Priced(new BigDecimal(number), 0);
			assertThat(payloadOf(store, event)).isEqualTo(event);
		}
		Priced stripped = new Priced(new BigDecimal("1000.00").stripTrailingZeros(), 0);
		assertThat(payloadOf(store, stripped)).isEqualTo(stripped);
	}

	@Test
	default void numbersOfAnyLengthAreKept(StoreUnderTest store) {
		Priced event = new Priced(new BigDecimal("9".repeat(5000)), Long.MIN_VALUE);
		assertThat(payloadOf(store, event)).isEqualTo(event);
	}

	@Test
	default void numbersBeyondTheRangeOfADoubleAreKept(StoreUnderTest store) {
		for (String number : List.of("1E+400", "-1E+400", "1E-400", "123456789E-330", "1.7976931348623159E+308")) {
			Priced read = (Priced) payloadOf(store, new Priced(new BigDecimal(number), 0));
			assertThat(read.price()).as(number).isEqualByComparingTo(new BigDecimal(number));
		}
	}

	@Test
	default void everyDoubleIsKept(StoreUnderTest store) {
		for (double value : new double[] { 0.1, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN,
				Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY }) {
			Measured event = new Measured(value, (float) value);
			assertThat(payloadOf(store, event)).isEqualTo(event);
		}
	}

	@Test
	default void payloadsOfHundredsOfLevelsAreKept(StoreUnderTest store) {
		Nested event = new Nested(nested(400, "bottom"));
		assertThat(payloadOf(store, event)).isEqualTo(event);
	}

	@Test
	default void metadataOfAnyDepthIsKept(StoreUnderTest store) {
		Object deep = "bottom";
		for (int i = 0; i < 100; i++) {
			deep = Map.of("level", i, "below", deep);
		}
		Metadata metadata = Metadata.empty()
			.with("deep", deep)
			.with("deeper", nested(400, "bottom"))
			.with("list", List.of(1, "two", true, List.of(), Map.of()))
			.with("price", new BigDecimal("1.10"))
			.with("large", Long.MAX_VALUE)
			.with("nothing", null);
		assertThat(metadataOf(store, metadata)).isEqualTo(metadata);
	}

	@Test
	default void metadataOfAMegabyteIsKept(StoreUnderTest store) {
		Metadata metadata = Metadata.empty().withActor("a".repeat(10_000)).with("large", "é".repeat(500_000));
		for (int i = 0; i < 1000; i++) {
			metadata = metadata.with("entry " + i, "value " + i);
		}
		assertThat(metadataOf(store, metadata).equals(metadata)).as("the metadata is read as it was written").isTrue();
	}

	@Test
	default void metadataNumbersBeyondTheRangeOfADoubleAreKept(StoreUnderTest store) {
		BigDecimal number = new BigDecimal("1.5E-400");
		assertThat(metadataOf(store, Metadata.empty().with("n", number)).entries()).containsEntry("n", number);
	}

	@Test
	default void metadataEntriesMayHaveAnyName(StoreUnderTest store) {
		Metadata metadata = Metadata.empty().withCorrelationId("").withTenant("'\"\\");
		for (String name : List.of("", " ", "a.b", "$x", "'", "\"", "\\", "{}", "0", "😀", "actor", "entries", "null",
				"x".repeat(1000))) {
			metadata = metadata.with(name, "of " + name);
		}
		assertThat(metadataOf(store, metadata)).isEqualTo(metadata);
	}

	@Test
	default void metadataThatSaysNothingIsKeptSo(StoreUnderTest store) {
		assertThat(metadataOf(store, Metadata.empty())).isEqualTo(Metadata.empty());
	}

	@Test
	default void anEventIsReadInTheSchemaVersionItWasWrittenIn(StoreUnderTest store) {
		store.append(KEPT, note("a"), NewEvent.of(new NotedInLanguage("b", "en")));
		assertThat(store.read(KEPT)).extracting(RecordedEvent::type)
			.extracting((type) -> type.name() + " " + type.schemaVersion())
			.containsExactly(NOTED.name() + " 1", NOTED.name() + " 2");
		assertThat(store.read(KEPT).get(1).payload()).isEqualTo(new NotedInLanguage("b", "en"));
	}

	@Test
	default void streamsOfAnyNameAreKeptApart(StoreUnderTest store) {
		List<StreamId> streams = List.of(new StreamId("a", "1"), new StreamId("b", "1"), new StreamId("a", "b/c"),
				new StreamId("a/b", "c"), new StreamId("a", "é"), new StreamId("a", "e\u0301"), new StreamId("a", "E"),
				new StreamId("a", "e"), new StreamId("a", " e"), new StreamId("a", "e "), new StreamId("A", "e"),
				new StreamId("a", "'x' \"y\" %_\\ ? $1 {} (,) null"), new StreamId("a", "\ufeff"),
				new StreamId("a", "漢字"), new StreamId("a", "ﬀ"), new StreamId("a", "ff"), new StreamId("a", "𝐞"));
		streams.forEach((stream) -> store.append(stream, noStream(), stream.toString()));
		for (StreamId stream : streams) {
			assertThat(store.texts(stream)).as("stream '%s'", stream).containsExactly(stream.toString());
			assertThat(store.read(stream).get(0).stream()).isEqualTo(stream);
		}
	}

	@Test
	default void namesOf255CharactersOfFourBytesAreKept(StoreUnderTest store) {
		String name = "\ud83d\ude00".repeat(254);
		StreamId stream = new StreamId(name + "\ud83d\ude01", name + "\ud83d\ude02");
		StreamId other = new StreamId(name + "\ud83d\ude01", name + "\ud83d\ude03");

		store.append(stream, noStream(), "a", "b");
		store.append(other, noStream(), manyNotes(20));

		assertThat(store.texts(stream)).containsExactly("a", "b");
		assertThat(store.read(stream).get(0).stream()).isEqualTo(stream);
		assertThat(store.store().version(other)).isEqualTo(20);
		store.conflicts(stream, noStream(), "c");
	}

}
