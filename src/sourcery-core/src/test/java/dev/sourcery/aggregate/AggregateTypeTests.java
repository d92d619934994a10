package dev.sourcery.aggregate;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.StreamId;
import dev.sourcery.handler.Collaborators;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.RepositoryFactory;
import dev.sourcery.repository.Versioned;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AggregateTypeTests {

	@Test
	void aRecordReturnsItsNextState() {
		AggregateType<Tally> type = AggregateType.of(Tally.class);
		Tally state = type.apply(type.apply(null, new Started(3)), new Added(4));
		assertThat(state).isEqualTo(new Tally(7));
	}

	@Test
	void aMutableClassIsChangedInPlace() {
		AggregateType<MutableTally> type = AggregateType.of(MutableTally.class);
		MutableTally state = type.apply(null, new Started(3));
		assertThat(type.apply(state, new Added(4))).isSameAs(state);
		assertThat(state.sum).isEqualTo(7);
	}

	@Test
	void aConstructorMayTakeTheFirstEvent() {
		AggregateType<Constructed> type = AggregateType.of(Constructed.class);
		assertThat(type.apply(null, new Started(3)).sum).isEqualTo(3);
	}

	@Test
	void oneMethodMayTakeASealedTypeOfEvents() {
		AggregateType<SealedTally> type = AggregateType.of(SealedTally.class);
		assertThat(type.apply(type.apply(null, new Started(3)), new Added(4)).sum()).isEqualTo(7);
		assertThat(type.eventClasses()).containsExactlyInAnyOrder(Started.class, Added.class);
	}

	@Test
	void aHandlerReturnsEventsInAnyForm() {
		AggregateType<Tally> type = AggregateType.of(Tally.class);
		Tally tally = new Tally(1);
		assertThat(type.create(new Start(3))).containsExactly(new Started(3));
		assertThat(type.decide(tally, new Add(2))).containsExactly(new Added(2));
		assertThat(type.decide(tally, new AddAll(List.of(1, 2)))).containsExactly(new Added(1), new Added(2));
		assertThat(type.decide(tally, new AddStream(2))).containsExactly(new Added(0), new Added(1));
		assertThat(type.decide(tally, new AddIfPositive(0))).isEmpty();
		assertThat(type.decide(tally, new AddIfPositive(1))).containsExactly(new Added(1));
		assertThat(type.decide(tally, new DoNothing())).isEmpty();
	}

	@Test
	void aHandlerMayTakeCollaborators() {
		AggregateType<Tally> type = AggregateType.of(Tally.class, new Collaborators() {
			@Override
			public <T> T get(Class<T> wanted) {
				return wanted.cast(new Doubling());
			}
		});
		assertThat(type.decide(new Tally(1), new AddDoubled(4))).containsExactly(new Added(8));
		assertThat(type.create(new StartDoubled(4))).containsExactly(new Started(8));
	}

	@Test
	void whatAHandlerThrowsArrivesAsItIs() {
		AggregateType<Tally> type = AggregateType.of(Tally.class);
		assertThatExceptionOfType(java.io.IOException.class).isThrownBy(() -> type.decide(new Tally(1), new Refuse()))
			.withMessage("refused");
	}

	@Test
	void aCommandWithoutHandlerIsNamed() {
		AggregateType<Tally> type = AggregateType.of(Tally.class);
		assertThatExceptionOfType(UnhandledCommandException.class).isThrownBy(() -> type.create(new Add(1)))
			.withMessageContaining("static")
			.satisfies((ex) -> assertThat(ex.commandClass()).isEqualTo(Add.class));
		assertThatExceptionOfType(UnhandledCommandException.class)
			.isThrownBy(() -> type.decide(new Tally(1), new Start(1)));
	}

	@Test
	void anEventWithoutMethodIsRefusedUnlessTheAggregateIgnoresSuch() {
		AggregateType<Tally> type = AggregateType.of(Tally.class);
		assertThatExceptionOfType(UnappliedEventException.class)
			.isThrownBy(() -> type.apply(new Tally(1), new Strange()));
		assertThatExceptionOfType(UnappliedEventException.class)
			.isThrownBy(() -> type.requireApplicable(1, List.of(new Strange())));
		assertThatExceptionOfType(UnappliedEventException.class).isThrownBy(() -> type.apply(null, new Added(1)))
			.withMessageContaining("cannot start");
		AggregateType<Tolerant> tolerant = AggregateType.of(Tolerant.class);
		assertThat(tolerant.apply(tolerant.apply(null, new Started(1)), new Strange()).sum).isEqualTo(1);
	}

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
		assertThat(type.decide(new Checked(), new Add(1))).isEmpty();
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

	@Test
	void aRepositoryTakesAnAggregateOfAnyStyle() {
		Repository<Integer, String> sums = repositories(Started.class, Added.class).of(new SumDecider());
		assertThat(sums.create("1", new Start(3)).state()).isEqualTo(3);
		assertThat(sums.update("1", new Add(4)).version()).isEqualTo(2);
		assertThat(sums.load("1").state()).isEqualTo(7);
		assertThat(sums.load("1").stream()).isEqualTo(new StreamId("sum", "1"));
		assertThat(sums.atVersion("1", 1)).map(Versioned::state).hasValue(3);
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

	sealed interface TallyEvent permits Started, Added {

	}

	@EventType("tally.started")
	record Started(int at) implements TallyEvent {

	}

	@EventType("tally.added")
	record Added(int number) implements TallyEvent {

	}

	@EventType("tally.strange")
	record Strange() {

	}

	record Start(int at) {

	}

	record StartDoubled(int at) {

	}

	record Add(int number) {

	}

	record AddAll(List<Integer> numbers) {

	}

	record AddStream(int count) {

	}

	record AddIfPositive(int number) {

	}

	record AddDoubled(int number) {

	}

	record DoNothing() {

	}

	record Refuse() {

	}

	static class Doubling {

		int twice(int number) {
			return 2 * number;
		}

	}

	@Aggregate("tally")
	record Tally(int sum) {

		@CommandHandler
		static Started start(Start command) {
			return new Started(command.at());
		}

		@CommandHandler
		static Started start(StartDoubled command, Doubling doubling) {
			return new Started(doubling.twice(command.at()));
		}

		@CommandHandler
		private Added add(Add command) {
			return new Added(command.number());
		}

		@CommandHandler
		List<Added> add(AddAll command) {
			return command.numbers().stream().map(Added::new).toList();
		}

		@CommandHandler
		Stream<Added> add(AddStream command) {
			return Stream.iterate(0, (i) -> i < command.count(), (i) -> i + 1).map(Added::new);
		}

		@CommandHandler
		Optional<Added> add(AddIfPositive command) {
			return (command.number() > 0) ? Optional.of(new Added(command.number())) : Optional.empty();
		}

		@CommandHandler
		Added add(AddDoubled command, Doubling doubling) {
			return new Added(doubling.twice(command.number()));
		}

		@CommandHandler
		void nothing(DoNothing command) {
		}

		@CommandHandler
		Added refuse(Refuse command) throws java.io.IOException {
			throw new java.io.IOException("refused");
		}

		@Apply
		static Tally on(Started event) {
			return new Tally(event.at());
		}

		@Apply
		private Tally on(Added event) {
			return new Tally(this.sum + event.number());
		}

	}

	@Aggregate("mutable")
	static class MutableTally {

		private int sum;

		@Apply
		void on(Started event) {
			this.sum = event.at();
		}

		@Apply
		void on(Added event) {
			this.sum += event.number();
		}

	}

	@Aggregate("constructed")
	static class Constructed {

		private final int sum;

		@Apply
		Constructed(Started event) {
			this.sum = event.at();
		}

	}

	@Aggregate("sealed")
	record SealedTally(int sum) {

		SealedTally() {
			this(0);
		}

		@Apply
		SealedTally on(TallyEvent event) {
			return new SealedTally(
					this.sum + ((event instanceof Started started) ? started.at() : ((Added) event).number()));
		}

	}

	@Aggregate(value = "tolerant", ignoreUnappliedEvents = true)
	static class Tolerant {

		private int sum;

		@Apply
		void on(Started event) {
			this.sum = event.at();
		}

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

	/**
	 * An aggregate without annotations.
	 */
	static class SumDecider implements AggregateType<Integer> {

		@Override
		public String name() {
			return "sum";
		}

		@Override
		public Class<Integer> aggregateClass() {
			return Integer.class;
		}

		@Override
		public Set<Class<?>> eventClasses() {
			return Set.of(Started.class, Added.class);
		}

		@Override
		public void requireUnambiguous(Collection<Class<?>> eventClasses) {
		}

		@Override
		public List<Object> create(Object command) {
			return List.of(new Started(((Start) command).at()));
		}

		@Override
		public List<Object> decide(Integer state, Object command) {
			return List.of(new Added(((Add) command).number()));
		}

		@Override
		public Integer apply(@Nullable Integer state, Object event) {
			return (state == null) ? ((Started) event).at() : state + ((Added) event).number();
		}

		@Override
		public void requireApplicable(long version, List<?> events) {
		}

	}

}
