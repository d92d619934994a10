package dev.sourcery.event;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FieldTypesTests {

	@Test
	void aGenericEventOfRecordsIsRefused() {
		assertThatExceptionOfType(UnreadableEventException.class).isThrownBy(() -> check(Changed.class))
			.withMessageContaining("'before'")
			.withMessageContaining(Changed.class.getName())
			.satisfies((ex) -> assertThat(ex.eventClass()).isEqualTo(Changed.class));
	}

	@ParameterizedTest
	@ValueSource(classes = { AnyList.class, RawList.class, Numbers.class, Arrayed.class, Deep.class, Inherited.class,
			InBox.class, Super.class, HasRawChild.class })
	void aFieldOfAnUnknownTypeIsRefused(Class<?> eventClass) {
		assertThatExceptionOfType(UnreadableEventException.class).isThrownBy(() -> check(eventClass));
	}

	@Test
	void theFieldIsNamedWithThoseThatLeadToIt() {
		assertThatExceptionOfType(UnreadableEventException.class).isThrownBy(() -> check(Deep.class))
			.satisfies((ex) -> assertThat(ex.field()).isEqualTo("wrapped.items"));
	}

	@Test
	void genericsThatAreBoundAreReadAsTheyWereWritten() {
		JsonEventSerializer serializer = new JsonEventSerializer(
				EventTypes.of(Bound.class, Fixed.class, Shaped.class, Tree.class));
		Bound bound = new Bound(List.of(new Money("EUR", BigDecimal.TEN)),
				Map.of("a", new Box<>(new Money("USD", BigDecimal.ONE))), Optional.of("text"),
				Map.of("plain", List.of(1, "two")), Bound.class);
		assertThat(serializer.read(new EventTypeName("bound", 1), serializer.write(bound))).isEqualTo(bound);
		Fixed<Money> fixed = new Fixed<>(new Money("EUR", BigDecimal.TEN));
		assertThat(serializer.read(new EventTypeName("fixed", 1), serializer.write(fixed))).isEqualTo(fixed);
		Shaped<Shape> shaped = new Shaped<>(new Circle(2));
		assertThat(serializer.read(new EventTypeName("shaped", 1), serializer.write(shaped))).isEqualTo(shaped);
	}

	@Test
	void theParameterOfASuperclassIsKnownWhereASubclassNamesIt() {
		check(NamesIt.class);
	}

	@ParameterizedTest
	@ValueSource(classes = { OwnReader.class, ReadAs.class, OfTypedChild.class })
	void aFieldWhoseReaderOrClassIsNamedElsewhereIsKnown(Class<?> eventClass) {
		assertThatCode(() -> check(eventClass)).doesNotThrowAnyException();
	}

	@Test
	void anotherSerializerMayReadWhatJacksonCannot() {
		assertThatCode(() -> EventTypes.of(AnyList.class)).doesNotThrowAnyException();
	}

	private static void check(Class<?> eventClass) {
		new JsonEventSerializer(EventTypes.of(eventClass));
	}

	record Money(String currency, BigDecimal amount) {

	}

	record Box<T>(T content) {

	}

	@EventType("changed")
	record Changed<T>(T before, T after) {

	}

	@EventType("any-list")
	record AnyList(List<?> items) {

	}

	@EventType("raw-list")
	@SuppressWarnings("rawtypes") // that is what is refused
	record RawList(List items) {

	}

	@EventType("numbers")
	record Numbers<N extends Number>(N number) {

	}

	@EventType("arrayed")
	record Arrayed<T>(T[] items) {

	}

	@EventType("in-box")
	record InBox<T>(Box<List<T>> box) {

	}

	record Wrapped(List<? extends Object> items) {

	}

	@EventType("deep")
	record Deep(Wrapped wrapped) {

	}

	abstract static class Base<T> {

		T value;

	}

	@EventType("inherited")
	static final class Inherited<T> extends Base<T> {

	}

	@EventType("names-it")
	static final class NamesIt extends Base<Money> {

	}

	@EventType("bound")
	record Bound(List<Money> list, Map<String, Box<Money>> boxes, Optional<String> text, Map<String, Object> plain,
			Class<?> type) {

	}

	@EventType("fixed")
	record Fixed<T extends Money>(T money) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
	sealed interface Shape {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	interface Typed {

	}

	record Circle(int radius) implements Shape {

	}

	@EventType("shaped")
	record Shaped<S extends Shape>(S shape) {

	}

	@EventType("tree")
	record Tree(String name, List<Tree> children) {

	}

	@EventType("super")
	record Super(List<? super Money> items) {

	}

	@SuppressWarnings("rawtypes") // that is what is refused
	static final class RawChild extends Base {

	}

	@EventType("has-raw-child")
	record HasRawChild(RawChild child) {

	}

	@JsonDeserialize(using = ValueDeserializer.None.class)
	record Read<T>(T content) {

	}

	@EventType("own-reader")
	record OwnReader(Read<?> one, Optional<Read<?>> other) {

	}

	@EventType("read-as")
	record ReadAs<T>(@JsonDeserialize(as = Money.class) T money) {

	}

	interface Round extends Typed {

	}

	@EventType("of-typed-child")
	record OfTypedChild<T extends Round>(T content, List<? extends Round> more) {

	}

}
