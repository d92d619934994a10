package dev.sourcery.aggregate;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.StreamId;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.RepositoryFactory;
import dev.sourcery.repository.Versioned;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AggregateStylesTests extends Tallies {

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

	record Start(int at) {

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
		public List<Object> create(CommandMessage message) {
			return List.of(new Started(((Start) message.command()).at()));
		}

		@Override
		public List<Object> decide(Integer state, CommandMessage message) {
			return List.of(new Added(((Add) message.command()).number()));
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
