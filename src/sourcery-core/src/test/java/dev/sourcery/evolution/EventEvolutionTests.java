package dev.sourcery.evolution;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.InvalidEventTypeException;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.UnknownEventTypeException;
import dev.sourcery.event.Upcast;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EventEvolutionTests {

	private static final EventTypeName A1 = new EventTypeName("a", 1);

	private static final EventTypeName A2 = new EventTypeName("a", 2);

	private static final EventTypeName B1 = new EventTypeName("b", 1);

	private final EvolutionRules none = EvolutionRules.none();

	@Test
	void anEventPassesAllStepsToItsClass() {
		EventEvolution evolution = evolution(
				this.none.upcasters(Upcaster.next("a", 1, (json) -> json.put("second", "x")),
						Upcaster.next("a", 2, (json) -> json.put("third", json.get("second").stringValue() + "y"))),
				A3.class);
		assertThat(evolution.read(A1, "{\"first\":1.50}"))
			.containsExactly(new ReadEvent(new EventTypeName("a", 3), new A3(new BigDecimal("1.50"), "x", "xy")));
		assertThat(evolution.isDirect(new EventTypeName("a", 3))).isTrue();
		assertThat(evolution.isDirect(A1)).isFalse();
		assertThat(evolution.types().isReadable(A1)).isTrue();
		assertThat(evolution.types().isReadable(B1)).isFalse();
	}

	@Test
	void anEarlierNameIsThatOfAllVersions() {
		EventEvolution evolution = evolution(
				this.none.upcasters(Upcaster.next("renamed", 1, (json) -> json.put("text", "x"))), Renamed.class);
		ReadEvent read = new ReadEvent(new EventTypeName("renamed", 2), new Renamed("x"));
		for (String name : List.of("renamed", "old", "older")) {
			assertThat(evolution.read(new EventTypeName(name, 1), "{}")).containsExactly(read);
			assertThat(evolution.read(new EventTypeName(name, 2), "{\"text\":\"x\"}")).containsExactly(read);
		}
		assertThat(evolution.types().storedNames(Renamed.class)).containsExactlyInAnyOrder("renamed", "old", "older");
	}

	@Test
	void anEventIsReadAsNoneOrAsSeveral() {
		EventEvolution evolution = evolution(this.none.upcasters(Upcaster.leavingOut("b", 1),
				Upcaster.split(A1, Set.of(B1, new EventTypeName("a", 3), new EventTypeName("b", 2)), (json) -> {
					json.put("second", "s").put("third", "t");
					return List.of(new JsonEvent(new EventTypeName("a", 3), json), new JsonEvent(B1, json),
							new JsonEvent(new EventTypeName("b", 2), json.objectNode()));
				})), A3.class, B2.class);
		assertThat(evolution.read(A1, "{\"first\":1}")).extracting(ReadEvent::payload)
			.containsExactly(new A3(BigDecimal.ONE, "s", "t"), new B2());
		assertThat(evolution.read(B1, "{}")).isEmpty();
		assertThat(evolution.types().storedNames(B2.class)).containsExactlyInAnyOrder("a", "b");
	}

	@Test
	void aRetiredTypeIsLeftOutInAllVersions() {
		EventEvolution evolution = evolution(this.none.retired("gone"), B2.class);
		assertThat(evolution.read(new EventTypeName("gone", 1), "not even JSON")).isEmpty();
		assertThat(evolution.read(new EventTypeName("gone", 9), "{}")).isEmpty();
		assertThat(evolution.types().isReadable(new EventTypeName("gone", 9))).isTrue();
	}

	@Test
	void anUnknownTypeIsRefusedUnlessItIsConfiguredToBeIgnored() {
		assertThatExceptionOfType(UnknownEventTypeException.class)
			.isThrownBy(() -> evolution(this.none, B2.class).read(new EventTypeName("b", 3), "{}"))
			.withMessageContaining("'b' has schema version 3")
			.withMessageContaining("version 2");
		EventEvolution ignoring = evolution(this.none.unknown(UnknownEvents.IGNORE), B2.class);
		assertThat(ignoring.read(new EventTypeName("b", 3), "{}")).isEmpty();
		assertThat(ignoring.isDirect(new EventTypeName("b", 3))).isFalse();
		assertThat(ignoring.types().isReadable(new EventTypeName("b", 3))).isFalse();
	}

	@Test
	void aFailureOfAnUpcasterNamesItWithoutTheContent() {
		failing((json) -> {
			throw new IllegalStateException("secret");
		}, "failed with a java.lang.IllegalStateException");
		failing((json) -> null, "returned null");
		failing((json) -> List.of(new JsonEvent(B1, json)), "'b' version 1, but declares as its targets 'b' version 2");
	}

	private void failing(Function<JsonNode, List<JsonEvent>> conversion, String problem) {
		EventEvolution evolution = evolution(
				this.none
					.upcasters(Upcaster.split(A1, Set.of(new EventTypeName("b", 2)), (json) -> conversion.apply(json))),
				B2.class);
		assertThatExceptionOfType(EventDecodingException.class)
			.isThrownBy(() -> evolution.read(A1, "{\"x\":\"secret\"}"))
			.withMessageContaining("the upcaster from 'a' version 1 to 'b' version 2")
			.withMessageContaining(problem)
			.satisfies((ex) -> assertThat(Throwables.getStackTrace(ex)).doesNotContain("secret"));
		assertThatExceptionOfType(EventDecodingException.class).isThrownBy(() -> evolution.read(A1, "[]"))
			.withMessageContaining("not a JSON object");
		assertThatExceptionOfType(EventDecodingException.class).isThrownBy(() -> evolution.read(A1, "{"))
			.withMessageContaining("not valid JSON");
	}

	@Test
	void aChainWithAGapIsRefused() {
		refused(this.none.upcasters(next("a", 1)), "leads to 'a' version 2, and there is no step from there",
				"version 3 (" + A3.class.getName() + ")", "Add an upcaster from 'a' version 2", A3.class);
		refused(this.none.upcasters(Upcaster.to(A1, B1, (json) -> json)),
				"The upcaster from 'a' version 1 to 'b' version 1 leads to 'b' version 1, but no event class",
				"no upcaster starts from it", "Correct the name", A3.class);
	}

	@Test
	void aCycleIsRefused() {
		refused(this.none.upcasters(next("a", 1), Upcaster.to(A2, A1, (json) -> json)),
				"form a cycle through 'a' version 1, 'a' version 2", "the upcaster from 'a' version 2 to 'a' version 1",
				"Remove one of them", A3.class);
		refused(this.none.upcasters(Upcaster.to(A1, A1, (json) -> json)), "form a cycle", "'a' version 1", "Remove",
				A3.class);
	}

	@Test
	void twoStepsFromOneTypeAreRefused() {
		refused(this.none.upcasters(next("a", 2), Upcaster.leavingOut("a", 2)),
				"Two conversions start from 'a' version 2", "to no event", "Keep one of them", A3.class);
		refused(this.none.upcasters(Upcaster.next("old", 1, (json) -> json), next("renamed", 1)),
				"Two conversions start from 'renamed' version 1", "", "Keep one", Renamed.class);
		refused(this.none.upcasters(Upcaster.leavingOut("step", 1)), "Two conversions start from 'step' version 1",
				StepTwo.class.getName() + ".of", "Keep one", StepTwo.class);
	}

	@Test
	void anUpcasterFromARegisteredClassIsRefused() {
		refused(this.none.upcasters(Upcaster.leavingOut("a", 3)),
				"starts from 'a' version 3, but events of this type are written and read as", A3.class.getName(),
				"Raise the version", A3.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "renamed", "old" })
	void aRetiredTypeWithAClassIsRefused(String name) {
		refused(this.none.retired(name), "Event type '" + name + "' is retired, but " + Renamed.class.getName(), "",
				"Remove the class", Renamed.class);
	}

	@Test
	void aRetiredTypeThatIsConvertedIsRefused() {
		refused(this.none.retired("c").upcasters(Upcaster.leavingOut("c", 1)), "Event type 'c' is retired", "upcaster",
				"Remove the upcaster", A3.class);
		refused(this.none.retired("c").upcasters(Upcaster.to(A1, new EventTypeName("c", 1), (json) -> json)),
				"Event type 'c' is retired", "from it or to it", "Remove the upcaster", A3.class);
	}

	private void refused(EvolutionRules rules, String problem, String detail, String remedy, Class<?>... events) {
		assertThatExceptionOfType(InvalidEvolutionException.class).isThrownBy(() -> evolution(rules, events))
			.satisfies((ex) -> {
				assertThat(ex.problem()).contains(problem).contains(detail);
				assertThat(ex.remedy()).contains(remedy);
			});
	}

	@Test
	void anAmbiguousEarlierNameIsRefused() {
		assertThatExceptionOfType(InvalidEventTypeException.class)
			.isThrownBy(() -> EventTypes.of(Renamed.class, AlsoOld.class))
			.withMessageContaining("'old' is also an alias of event type");
		assertThatExceptionOfType(InvalidEventTypeException.class)
			.isThrownBy(() -> EventTypes.of(Renamed.class, Older.class))
			.withMessageContaining("its alias 'older' is the name of a registered event type");
		assertThatExceptionOfType(InvalidEventTypeException.class).isThrownBy(() -> EventTypes.of(BlankAlias.class))
			.withMessageContaining("its alias cannot be the name");
	}

	@Test
	void aClassMayDeclareTheStep() {
		EventEvolution evolution = evolution(this.none, StepTwo.class);
		assertThat(evolution.read(new EventTypeName("step", 1), "{\"text\":\"a\"}"))
			.containsExactly(new ReadEvent(new EventTypeName("step", 2), new StepTwo("a", 1)));
		assertThat(evolution.types().isRead(StepOne.class)).isFalse();
		assertThatExceptionOfType(EventDecodingException.class)
			.isThrownBy(() -> evolution.read(new EventTypeName("step", 1), "{\"text\":\"\"}"))
			.withMessageContaining("StepTwo.of failed with a java.lang.IllegalArgumentException")
			.satisfies((ex) -> assertThat(Throwables.getStackTrace(ex)).doesNotContain("secret"));
		assertThatExceptionOfType(EventDecodingException.class)
			.isThrownBy(() -> evolution.read(new EventTypeName("step", 1), "{\"text\":\"null\"}"))
			.withMessageContaining("StepTwo.of returned null");
	}

	@Test
	void aMethodThatIsNoStepIsRefused() {
		String remedy = "Declare one static method that takes the class of the earlier version";
		refused(this.none, NotStatic.class.getName() + " has @Upcast on the method of", "", remedy, NotStatic.class);
		refused(this.none, OtherResult.class.getName() + " has @Upcast on the method of", "", remedy,
				OtherResult.class);
		refused(this.none, TwoSteps.class.getName() + " has 2 methods with @Upcast", "", remedy, TwoSteps.class);
		refused(this.none, "is java.lang.String, which is not a registered event class", "", "Annotate it",
				NoEvent.class);
	}

	private static Upcaster next(String name, int version) {
		return Upcaster.next(name, version, (json) -> json);
	}

	private static EventEvolution evolution(EvolutionRules rules, Class<?>... events) {
		return EventEvolution.of(new JsonEventSerializer(EventTypes.of(events)), rules);
	}

	@EventType(value = "a", version = 3)
	record A3(BigDecimal first, String second, String third) {

	}

	@EventType(value = "b", version = 2)
	record B2() {

	}

	@EventType(value = "renamed", version = 2, aliases = { "old", "older" })
	record Renamed(String text) {

	}

	@EventType(value = "also-old", aliases = "old")
	record AlsoOld() {

	}

	@EventType("older")
	record Older() {

	}

	@EventType(value = "blank", aliases = " ")
	record BlankAlias() {

	}

	@EventType("step")
	record StepOne(String text) {

	}

	@EventType(value = "step", version = 2)
	record StepTwo(String text, int length) {

		@Upcast
		static StepTwo of(StepOne earlier) {
			if (earlier.text().isEmpty()) {
				throw new IllegalArgumentException("secret");
			}
			return earlier.text().equals("null") ? null : new StepTwo(earlier.text(), earlier.text().length());
		}

	}

	@EventType(value = "step", version = 3)
	record NotStatic() {

		@Upcast
		NotStatic of(StepOne earlier) {
			return this;
		}

	}

	@EventType(value = "step", version = 3)
	record OtherResult() {

		@Upcast
		static String of(StepOne earlier) {
			return "";
		}

	}

	@EventType(value = "step", version = 3)
	record TwoSteps() {

		@Upcast
		static TwoSteps of(StepOne earlier) {
			return new TwoSteps();
		}

		@Upcast
		static TwoSteps of(StepTwo earlier) {
			return new TwoSteps();
		}

	}

	@EventType(value = "step", version = 3)
	record NoEvent() {

		@Upcast
		static NoEvent of(String earlier) {
			return new NoEvent();
		}

	}

}
