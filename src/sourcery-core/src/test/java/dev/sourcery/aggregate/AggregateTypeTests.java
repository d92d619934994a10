package dev.sourcery.aggregate;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.sourcery.event.EventType;
import dev.sourcery.handler.Collaborators;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AggregateTypeTests extends Tallies {

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
		assertThat(type.create(message(new Start(3)))).containsExactly(new Started(3));
		assertThat(type.decide(tally, message(new Add(2)))).containsExactly(new Added(2));
		assertThat(type.decide(tally, message(new AddAll(List.of(1, 2))))).containsExactly(new Added(1), new Added(2));
		assertThat(type.decide(tally, message(new AddStream(2)))).containsExactly(new Added(0), new Added(1));
		assertThat(type.decide(tally, message(new AddIfPositive(0)))).isEmpty();
		assertThat(type.decide(tally, message(new AddIfPositive(1)))).containsExactly(new Added(1));
		assertThat(type.decide(tally, message(new DoNothing()))).isEmpty();
	}

	@Test
	void aHandlerMayTakeCollaborators() {
		AggregateType<Tally> type = AggregateType.of(Tally.class, new Collaborators() {
			@Override
			public <T> T get(Class<T> wanted) {
				return wanted.cast(new Doubling());
			}
		});
		assertThat(type.decide(new Tally(1), message(new AddDoubled(4)))).containsExactly(new Added(8));
		assertThat(type.create(message(new StartDoubled(4)))).containsExactly(new Started(8));
	}

	@Test
	void whatAHandlerThrowsArrivesAsItIs() {
		AggregateType<Tally> type = AggregateType.of(Tally.class);
		assertThatExceptionOfType(java.io.IOException.class)
			.isThrownBy(() -> type.decide(new Tally(1), message(new Refuse())))
			.withMessage("refused");
	}

	@Test
	void aCommandWithoutHandlerIsNamed() {
		AggregateType<Tally> type = AggregateType.of(Tally.class);
		assertThatExceptionOfType(UnhandledCommandException.class).isThrownBy(() -> type.create(message(new Add(1))))
			.withMessageContaining("static")
			.satisfies((ex) -> assertThat(ex.commandClass()).isEqualTo(Add.class));
		assertThatExceptionOfType(UnhandledCommandException.class)
			.isThrownBy(() -> type.decide(new Tally(1), message(new Start(1))));
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

	@EventType("tally.strange")
	record Strange() {

	}

	record Start(int at) {

	}

	record StartDoubled(int at) {

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

}
