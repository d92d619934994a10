package dev.sourcery.aggregate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.RepositoryFactory;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

class DeciderTests extends Tallies {

	private final RepositoryFactory repositories = new RepositoryFactory(
			new InMemoryEventStore(new JsonEventSerializer(EventTypes.of(Started.class, Added.class, Strange.class))));

	private final Repository<Integer, String> sums = this.repositories.of(AggregateType.of(new Sum()));

	@Test
	void aDeciderDecidesAndEvolvesFromItsInitialState() {
		assertThat(this.sums.create("1", new Add(2)).state()).isEqualTo(2);
		assertThat(this.sums.update("1", new Add(3)).state()).isEqualTo(5);
		assertThat(this.sums.upsert("2", new Add(7)).state()).isEqualTo(7);
		assertThat(this.sums.update("1", new Add(0)).events()).isEmpty();
		assertThat(this.sums.load("1").state()).isEqualTo(5);
		assertThat(this.sums.load("1").stream()).hasToString("sum/1");
		assertThat(AggregateType.of(new Sum()).eventClasses()).containsExactlyInAnyOrder(Started.class, Added.class);
		assertThat(AggregateType.of(new Sum()).aggregateClass()).isEqualTo(Integer.class);
	}

	@Test
	void aCheckedExceptionReachesTheCaller() {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.sums.create("1", new Add(-1)))
			.withMessage("negative");
	}

	@Test
	void aDeciderOfMessagesGetsMetadataAndId() {
		Repository<List<?>, Long> logs = this.repositories.of(AggregateType.of(new Log()));
		assertThat(logs.with(Metadata.empty().withActor("ada")).create(7L, new Add(1)).events()).hasSize(1);
		assertThat(logs.create(8L, new Add(1)).events()).isEmpty();
	}

	@Test
	void commandsAndEventsOfOtherTypesAreRefused() {
		assertThatExceptionOfType(UnhandledCommandException.class).isThrownBy(() -> this.sums.create("1", "add"))
			.withMessageContaining("decides on commands of %s only, but got java.lang.String", Add.class.getName());
		this.sums.create("1", new Add(1));
		assertThatExceptionOfType(UnappliedEventException.class)
			.isThrownBy(() -> this.sums.update("1", (sum) -> new Strange()))
			.withMessageContaining("evolves by events of %s only", TallyEvent.class.getName());
		assertThatNullPointerException().isThrownBy(() -> this.sums.update("1", new Add(999)))
			.withMessage("%s.decide(Add) returned null among its events", Sum.class.getName());
		assertThat(this.sums.load("1").version()).isEqualTo(1);
		Repository<Long, String> tolerant = this.repositories.of(AggregateType.of(new Tolerant()));
		assertThat(tolerant.create("1", () -> List.of(new Strange(), new Added(3))).state()).isEqualTo(3);
	}

	@Test
	void aStateOfNullIsRefused() {
		Repository<Long, String> tolerant = this.repositories.of(AggregateType.of(new Tolerant()));
		assertThatExceptionOfType(ApplyFailedException.class)
			.isThrownBy(() -> tolerant.create("1", () -> new Started(1)))
			.havingCause()
			.withMessage("%s.evolve returned null for %s", Tolerant.class.getName(), Started.class.getName());
	}

	@Test
	void theDeciderIsLookedUpAtTheFirstUse() {
		AtomicInteger lookups = new AtomicInteger();
		Repository<Integer, String> lazy = this.repositories.of(AggregateType.of(Sum.class, () -> {
			lookups.incrementAndGet();
			return new Sum();
		}));
		assertThat(lookups).hasValue(0);
		lazy.create("lazy", new Add(1));
		assertThat(lookups).hasValue(1);
	}

	@Test
	void unusableDecidersAreRefusedWithTheReason() {
		refused(() -> AggregateType.of(new WithoutName()), "no @Aggregate annotation");
		refused(() -> AggregateType.of(new OfAnyState<Long>()), "the types of its commands, events and states");
		refused(() -> this.repositories.of(AggregateType.of(new WithoutEvents())),
				"no registered event is a " + Unregistered.class.getName());
	}

	private static void refused(Runnable creation, String problem) {
		assertThatExceptionOfType(InvalidAggregateException.class).isThrownBy(creation::run)
			.withMessageContaining(problem);
	}

	@EventType("tally.strange")
	record Strange() {

	}

	interface Unregistered {

	}

	/**
	 * The type arguments of a superclass and of an interface between.
	 */
	abstract static class Summing<S, C> implements Decides<C, S> {

	}

	interface Decides<X, Y> extends Decider<X, TallyEvent, Y> {

	}

	@Aggregate("sum")
	static final class Sum extends Summing<Integer, Add> {

		@Override
		public Integer initialState() {
			return 0;
		}

		@Override
		public List<TallyEvent> decide(Add command, Integer sum) throws IOException {
			if (command.number() < 0) {
				throw new IOException("negative");
			}
			if (command.number() == 999) {
				List<TallyEvent> events = new ArrayList<>();
				events.add(null);
				return events;
			}
			return (command.number() == 0) ? null : List.of(new Added(command.number()));
		}

		@Override
		public Integer evolve(Integer sum, TallyEvent event) {
			return (event instanceof Added added) ? sum + added.number() : sum;
		}

	}

	@Aggregate("log")
	static final class Log implements Decider<CommandMessage, TallyEvent, List<?>> {

		@Override
		public List<?> initialState() {
			return List.of();
		}

		@Override
		public List<TallyEvent> decide(CommandMessage message, List<?> log) {
			boolean expected = "ada".equals(message.metadata().actor()) && message.id().equals(7L)
					&& message.command().equals(new Add(1)) && message.stream().id().equals("7");
			return expected ? List.of(new Added(1)) : List.of();
		}

		@Override
		public List<?> evolve(List<?> log, TallyEvent event) {
			return List.of(event);
		}

	}

	@Aggregate(value = "tolerant", ignoreUnappliedEvents = true)
	static final class Tolerant implements Decider<Object, TallyEvent, Long> {

		@Override
		public Long initialState() {
			return 0L;
		}

		@Override
		public List<TallyEvent> decide(Object command, Long state) {
			return List.of();
		}

		@Override
		public Long evolve(Long state, TallyEvent event) {
			return (event instanceof Added added) ? Long.valueOf(state + added.number()) : null;
		}

	}

	static class WithoutName implements Decider<Add, TallyEvent, Long> {

		@Override
		public Long initialState() {
			return 0L;
		}

		@Override
		public List<TallyEvent> decide(Add command, Long state) {
			return List.of();
		}

		@Override
		public Long evolve(Long state, TallyEvent event) {
			return state;
		}

	}

	@Aggregate("any-state")
	static final class OfAnyState<S> implements Decider<Add, TallyEvent, S> {

		@Override
		public S initialState() {
			throw new UnsupportedOperationException();
		}

		@Override
		public List<TallyEvent> decide(Add command, S state) {
			return List.of();
		}

		@Override
		public S evolve(S state, TallyEvent event) {
			return state;
		}

	}

	@Aggregate("without-events")
	static final class WithoutEvents implements Decider<Add, Unregistered, Long> {

		@Override
		public Long initialState() {
			return 0L;
		}

		@Override
		public List<Unregistered> decide(Add command, Long state) {
			return List.of();
		}

		@Override
		public Long evolve(Long state, Unregistered event) {
			return state;
		}

	}

}
