package dev.sourcery.repository;

import java.util.List;
import java.util.stream.Stream;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.ApplyFailedException;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.store.CommandId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ChangeTests {

	private final InMemoryEventStore store = new InMemoryEventStore(
			new JsonEventSerializer(EventTypes.of(Added.class)));

	private final Repository<Sum, String> sums = new RepositoryFactory(this.store).of(AggregateType.of(Sum.class));

	@Test
	void theStateIsThatAfterTheEvents() {
		Change<Sum> created = this.sums.create("a", () -> new Added(1));
		assertThat(created.state().value).isEqualTo(1);
		assertThat(created.version()).isEqualTo(1);
		Change<Sum> updated = this.sums.update("a", (sum) -> List.of(new Added(sum.value), new Added(3)));
		assertThat(updated.state().value).isEqualTo(5);
		assertThat(updated.version()).isEqualTo(3);
		assertThat(updated.events()).hasSize(2);
		assertThat(updated.position()).isEqualTo(updated.commit().position());
		assertThat(updated.token()).isEqualTo(updated.commit().token());
		assertThat(updated.stream()).isEqualTo(updated.commit().stream());
		assertThat(created.state().value).as("a state of its own").isEqualTo(1);
		assertThat(updated).hasToString("sum/a version 3");
	}

	@Test
	void withoutEventsItIsTheStateThatWasDecidedOn() {
		this.sums.create("a", () -> new Added(1));
		Change<Sum> change = this.sums.update("a", (sum) -> null);
		assertThat(change.state().value).isEqualTo(1);
		assertThat(change.version()).isEqualTo(1);
		assertThat(change.token()).isEmpty();
	}

	@Test
	void whatWasNotCreatedHasNoState() {
		Change<Sum> change = this.sums.create("a", () -> Stream.empty());
		assertThat(change.version()).isZero();
		assertThatIllegalStateException().isThrownBy(change::state).withMessageContaining("sum/a");
	}

	@Test
	void aRepetitionIsAnsweredWithTheStateOfThatTime() {
		this.sums.create("a", () -> new Added(1));
		Repository<Sum, String> once = this.sums.with(new CommandId("c"));
		once.update("a", (sum) -> new Added(2));
		this.sums.update("a", (sum) -> new Added(4));
		assertThat(once.update("a", (sum) -> new Added(2)).state().value).isEqualTo(3);
	}

	@Test
	void whatCannotBeFoldedIsNotStored() {
		this.sums.create("a", () -> new Added(1));
		assertThatExceptionOfType(ApplyFailedException.class)
			.isThrownBy(() -> this.sums.update("a", (sum) -> List.of(new Added(1), new Added(-1))))
			.withCauseExactlyInstanceOf(IllegalArgumentException.class)
			.withMessageContaining("cannot apply event 'sum.added' of sum/a, version 3, so nothing was stored")
			.satisfies((ex) -> assertThat(ex.isStored()).isFalse());
		assertThat(this.sums.load("a").version()).isEqualTo(1);
	}

	@EventType("sum.added")
	record Added(int summand) {

	}

	@Aggregate("sum")
	static final class Sum {

		private int value;

		@Apply
		void on(Added event) {
			if (event.summand() < 0) {
				throw new IllegalArgumentException("negative");
			}
			this.value += event.summand();
		}

	}

}
