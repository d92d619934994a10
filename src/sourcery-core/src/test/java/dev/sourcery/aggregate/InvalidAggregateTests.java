package dev.sourcery.aggregate;

import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.repository.RepositoryFactory;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class InvalidAggregateTests extends Tallies {

	@Test
	void unusableClassesAreRefusedWithTheReason() {
		refused(Plain.class, "no @Aggregate annotation");
		refused(WithoutApply.class, "no @Apply method");
		refused(TwoApplies.class, "both take");
		refused(TwoHandlers.class, "both handle");
		refused(WrongReturn.class, "returns int");
		refused(NoCommand.class, "takes no command");
		refused(BlankName.class, "its name is blank");
		refused(NameWithControl.class, "its name cannot be stored");
		refused(ChangesItself.class, "command handler rename returns no events");
	}

	@Test
	void aVoidHandlerThatOnlyChecksAnImmutableAggregateIsAccepted() {
		AggregateType<Checked> type = AggregateType.of(Checked.class);
		assertThat(type.decide(new Checked(), message(new Add(1)))).isEmpty();
	}

	@Test
	void anEventThatTwoMethodsTakeByUnrelatedSealedTypesIsRefused() {
		refused(TwoSealedTypes.class, "@Apply methods on(");
		refused(TwoSealedTypes.class, "both take " + Reversed.class.getName());
	}

	@Test
	void anEventThatTwoMethodsTakeByUnrelatedInterfacesIsRefusedByTheRepository() {
		AggregateType<TwoInterfaces> type = AggregateType.of(TwoInterfaces.class);
		assertThatExceptionOfType(InvalidAggregateException.class)
			.isThrownBy(() -> repositories(Started.class, Corrected.class).of(type))
			.withMessageContaining("both take " + Corrected.class.getName())
			.withMessageContaining("on(Audited)")
			.withMessageContaining("on(Undoable)");
		assertThat(repositories(Started.class).of(type)).isNotNull();
	}

	private static RepositoryFactory repositories(Class<?>... events) {
		return new RepositoryFactory(new InMemoryEventStore(new JsonEventSerializer(EventTypes.of(events))));
	}

	private static void refused(Class<?> type, String problem) {
		assertThatExceptionOfType(InvalidAggregateException.class).isThrownBy(() -> AggregateType.of(type))
			.withMessageContaining(problem)
			.satisfies((ex) -> assertThat(ex.aggregateClass()).isEqualTo(type));
	}

	@Test
	void anApplyMethodThatReturnsNullIsAnError() {
		AggregateType<ReturnsNull> type = AggregateType.of(ReturnsNull.class);
		org.assertj.core.api.Assertions.assertThatNullPointerException()
			.isThrownBy(() -> type.apply(null, new Started(1)))
			.withMessageContaining("returned null");
	}

	static class Plain {

	}

	@Aggregate("without")
	static class WithoutApply {

	}

	@Aggregate("two")
	static class TwoApplies {

		@Apply
		void on(Started event) {
		}

		@Apply
		void again(Started event) {
		}

	}

	@Aggregate("handlers")
	static class TwoHandlers {

		@CommandHandler
		void one(Add command) {
		}

		@CommandHandler
		void two(Add command) {
		}

		@Apply
		void on(Started event) {
		}

	}

	@Aggregate("wrong")
	static class WrongReturn {

		@Apply
		int on(Started event) {
			return 1;
		}

	}

	@Aggregate("changes-itself")
	static class ChangesItself {

		String name = "";

		@CommandHandler
		void rename(Add command) {
			this.name = "changed";
		}

		@Apply
		void on(Started event) {
		}

	}

	@Aggregate("checked")
	record Checked() {

		@CommandHandler
		void check(Add command) {
		}

		@Apply
		static Checked on(Started event) {
			return new Checked();
		}

	}

	sealed interface Booking permits Reversed {

	}

	sealed interface Correction permits Reversed {

	}

	record Reversed() implements Booking, Correction {

	}

	@Aggregate("two-sealed-types")
	static class TwoSealedTypes {

		@Apply
		void on(Booking event) {
		}

		@Apply
		void on(Correction event) {
		}

	}

	interface Audited {

	}

	interface Undoable {

	}

	@EventType("tally.corrected")
	record Corrected() implements Audited, Undoable {

	}

	@Aggregate("two-interfaces")
	static class TwoInterfaces {

		@Apply
		void on(Audited event) {
		}

		@Apply
		void on(Undoable event) {
		}

	}

	@Aggregate("nothing")
	static class NoCommand {

		@CommandHandler
		void on() {
		}

	}

	@Aggregate("null")
	static class ReturnsNull {

		@Apply
		static ReturnsNull on(Started event) {
			return null;
		}

	}

	@Aggregate(" ")
	record BlankName() {

		@Apply
		static BlankName start(Started event) {
			return new BlankName();
		}

	}

	@Aggregate("tal\nly")
	record NameWithControl() {

		@Apply
		static NameWithControl start(Started event) {
			return new NameWithControl();
		}

	}

}
