package dev.sourcery.test.store;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.event.Tag;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.Append;
import dev.sourcery.store.NewEvent;
import dev.sourcery.test.store.ContractEvents.Measured;
import dev.sourcery.test.store.ContractEvents.Nested;
import dev.sourcery.test.store.ContractEvents.Noted;
import dev.sourcery.test.store.ContractEvents.Priced;

/**
 * Stores that lose or change a part of an event.
 */
final class WrongContents {

	// stands for an entry that is null
	private static final Object NOTHING = new Object();

	private WrongContents() {
	}

	static List<WrongStore> all() {
		return Stream.of(ofTexts(), ofNumbers(), ofMetadata(), ofNames(), ofTags())
			.flatMap(Function.identity())
			.toList();
	}

	private static Stream<WrongStore> ofTexts() {
		return Stream.of(new WrongStore("drops control characters", texts((text) -> text.replaceAll("\\p{Cntrl}", ""))),
				new WrongStore("replaces characters beyond 16 bits",
						texts((text) -> text.replaceAll("[\\x{10000}-\\x{10FFFF}]", "?"))),
				new WrongStore("replaces lone surrogates", texts((text) -> text.replaceAll("\\p{Cs}", "?"))),
				new WrongStore("cuts texts at 100000 characters",
						texts((text) -> text.substring(0, Math.min(100_000, text.length())))),
				new WrongStore("cuts what is nested in more than 100 levels",
						payloads(Nested.class, (nested) -> new Nested(cut(nested.content())))));
	}

	private static Stream<WrongStore> ofNumbers() {
		return Stream.of(new WrongStore("stores numbers as doubles", prices((number) -> asDouble(number))),
				new WrongStore("stores numbers with 2 digits after the point",
						prices((number) -> (Math.abs(number.scale()) < 1000 && number.scale() > 0)
								? number.setScale(2, RoundingMode.DOWN) : number)),
				new WrongStore("stores no negative scale", prices(
						(number) -> (number.scale() < 0 && number.scale() > -1000) ? number.setScale(0) : number)),
				new WrongStore("stores 1000 digits of a number",
						prices((number) -> number.round(new MathContext(1000)))),
				new WrongStore("stores numbers beyond a double as 0",
						prices((number) -> (number.precision() - number.scale() < -300) ? BigDecimal.ZERO : number)),
				new WrongStore("stores numbers of a billion digits as 0",
						prices((number) -> (Math.abs(number.scale()) > 1_000_000) ? BigDecimal.ZERO : number)),
				new WrongStore("stores no number that is none", payloads(Measured.class,
						(measured) -> Double.isFinite(measured.value()) ? measured : new Measured(0, 0))));
	}

	private static Stream<WrongStore> ofMetadata() {
		return Stream.of(new WrongStore("loses metadata", metadata((metadata) -> Metadata.empty())),
				new WrongStore("replaces metadata that cannot be stored",
						metadata((metadata) -> isStorable(metadata) ? metadata : Metadata.empty())),
				new WrongStore("loses metadata entries that are null or nested",
						entries((name, value) -> (value instanceof String || value instanceof Number) ? value : null)),
				new WrongStore("stores numbers in metadata as doubles",
						entries((name, value) -> (value instanceof BigDecimal number) ? number.doubleValue() : value)),
				new WrongStore("loses metadata entries without a name",
						entries((name, value) -> name.isBlank() ? null : value)),
				new WrongStore("loses long texts in metadata", entries(
						(name, value) -> (value instanceof String text && text.length() > 1000) ? null : value)),
				new WrongStore("stores an absent actor as an empty text",
						metadata((metadata) -> (metadata.actor() == null) ? metadata.withActor("") : metadata)),
				new WrongStore("stores an empty text as an absent one",
						metadata((metadata) -> "".equals(metadata.correlationId()) ? metadata.withCorrelationId(null)
								: metadata)));
	}

	private static Stream<WrongStore> ofNames() {
		return Stream.of(
				new WrongStore("returns every event in schema version 1", (serializer) -> RewritingStore.reads(
						serializer,
						(event) -> new RecordedEvent<>(event.eventId(), new EventTypeName(event.type().name(), 1),
								event.stream(), event.version(), event.position(), event.recordedAt(), event.metadata(),
								event.payload(), event.tags()))),
				new WrongStore("takes stream ids without case",
						(serializer) -> new RenamingStore(serializer, (text) -> text.toLowerCase(Locale.ROOT))),
				new WrongStore("normalises stream ids",
						(serializer) -> new RenamingStore(serializer,
								(text) -> Normalizer.normalize(text, Normalizer.Form.NFKC))),
				new WrongStore("replaces characters of stream ids beyond 16 bits",
						(serializer) -> new RenamingStore(serializer,
								(text) -> text.replaceAll("[\\x{10000}-\\x{10FFFF}]", "?"))),
				new WrongStore("stores aggregate types without the part after a slash", (serializer) -> RewritingStore
					.appends(serializer,
							(append) -> new Append(
									new StreamId(append.stream().aggregateType().split("/")[0], append.stream().id()),
									append.expected(), append.events(), append.commandId()))));
	}

	private static Stream<WrongStore> ofTags() {
		return Stream.of(
				new WrongStore("loses tags", (serializer) -> events(serializer, (event) -> event.withTags(Set.of()))),
				new WrongStore("loses quotes in tags",
						(serializer) -> events(serializer,
								(event) -> event.withTags(event.tags()
									.stream()
									.map((tag) -> new Tag(tag.value().replace("\"quoted\"", "quoted")))
									.collect(Collectors.toSet())))),
				new WrongStore("stores one tag of an event",
						(serializer) -> events(
								serializer, (event) -> event.withTags(
										event.tags().stream().limit(1).collect(Collectors.toSet())))),
				new WrongStore("loses the tags of commands", (serializer) -> RewritingStore.appends(serializer,
						(append) -> (append.commandId() != null) ? new Append(append.stream(), append.expected(),
								append.events().stream().map((event) -> event.withTags(Set.of())).toList(),
								append.commandId()) : append)));
	}

	private static ForwardingStore events(EventSerializer serializer, UnaryOperator<NewEvent> changed) {
		return RewritingStore.events(serializer, changed);
	}

	private static <P> Function<EventSerializer, ForwardingStore> payloads(Class<P> type, UnaryOperator<P> changed) {
		return (serializer) -> events(serializer,
				(event) -> type.isInstance(event.payload()) ? new NewEvent(event.eventId(),
						changed.apply(type.cast(event.payload())), event.metadata(), event.tags()) : event);
	}

	private static Function<EventSerializer, ForwardingStore> texts(UnaryOperator<String> changed) {
		return payloads(Noted.class, (noted) -> new Noted(changed.apply(noted.text())));
	}

	private static Function<EventSerializer, ForwardingStore> prices(UnaryOperator<BigDecimal> changed) {
		return payloads(Priced.class, (priced) -> new Priced(changed.apply(priced.price()), priced.amount()));
	}

	private static BigDecimal asDouble(BigDecimal number) {
		double value = number.doubleValue();
		return Double.isFinite(value) ? BigDecimal.valueOf(value).stripTrailingZeros() : BigDecimal.ZERO;
	}

	private static Function<EventSerializer, ForwardingStore> metadata(UnaryOperator<Metadata> changed) {
		return (serializer) -> events(serializer, (event) -> new NewEvent(event.eventId(), event.payload(),
				changed.apply(event.metadata()), event.tags()));
	}

	/**
	 * Changes metadata entries; an entry that becomes {@code null} is lost.
	 */
	private static Function<EventSerializer, ForwardingStore> entries(BiFunction<String, Object, Object> changed) {
		return metadata((metadata) -> {
			Map<String, Object> entries = new LinkedHashMap<>();
			metadata.entries().forEach((name, value) -> {
				Object other = changed.apply(name, (value != null) ? value : NOTHING);
				if (other != null) {
					entries.put(name, (other != NOTHING) ? other : null);
				}
			});
			return new Metadata(metadata.correlationId(), metadata.causationId(), metadata.actor(), metadata.tenant(),
					entries);
		});
	}

	private static boolean isStorable(Metadata metadata) {
		String text = metadata.actor() + metadata.entries().keySet() + String.join("", metadata.entries()
			.values()
			.stream()
			.map((value) -> (value instanceof List<?> list && list.size() == 1 && list.get(0) instanceof String only)
					? only : "")
			.toList());
		return text.codePoints()
			.noneMatch((point) -> point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE));
	}

	private static Object cut(Object content) {
		Object inner = content;
		for (int level = 0; level < 100; level++) {
			if (!(inner instanceof List<?> list) || list.isEmpty()) {
				return content;
			}
			inner = list.get(0);
		}
		return "cut";
	}

}
