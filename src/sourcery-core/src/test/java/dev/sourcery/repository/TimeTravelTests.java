package dev.sourcery.repository;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.UnappliedEventException;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.repository.StateDifference.FieldChange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TimeTravelTests extends CounterFixture {

	@Test
	void aPositionHasTheStateOfItsEvent() {
		Position opened = this.counters.create(this.id, new Open("a")).events().get(0).position();
		List<RecordedEvent<?>> counted = this.counters.update(this.id, new Count(2)).events();

		assertThat(this.counters.atPosition(this.id, opened)).map(Versioned::version).contains(1L);
		assertThat(this.counters.atPosition(this.id, counted.get(0).position())).map(Versioned::state)
			.contains(new Counter("a", 1));
		assertThat(this.counters.atPosition(this.id, new Position(opened.value() - 1))).isEmpty();
	}

	@Test
	void aDifferenceHasTheChangedFieldsOnly() {
		this.counters.create(this.id, new Open("a"));
		this.counters.update(this.id, new Count(3));

		assertThat(this.counters.difference(this.id, 2, 4)).map(StateDifference::changes)
			.contains(List.of(new FieldChange("count", 1, 3)));
		assertThat(this.counters.difference(this.id, 4, 2)).map(StateDifference::changes)
			.contains(List.of(new FieldChange("count", 3, 1)));
		assertThat(this.counters.difference(this.id, 0, 1)).map(StateDifference::changes)
			.contains(List.of(new FieldChange("name", null, "a"), new FieldChange("count", null, 0)));
		assertThat(this.counters.difference(this.id, 2, 2)).map(StateDifference::changes).contains(List.of());
	}

	@Test
	void aDifferenceWithAVersionThatNeverExistedIsEmpty() {
		this.counters.create(this.id, new Open("a"));
		assertThat(this.counters.difference(this.id, 1, 2)).isEmpty();
		assertThat(this.counters.difference(this.id, 2, 1)).isEmpty();
		assertThatIllegalArgumentException().isThrownBy(() -> this.counters.difference(this.id, -1, 1));
	}

	@Test
	void aDifferenceDescendsIntoPrivateFieldsAndLists() {
		Repository<Names, CounterId> names = names();
		names.create(this.id, () -> List.of(new Opened("a"), new Opened("b")));
		assertThat(names.difference(this.id, 1, 2)).map(StateDifference::changes)
			.contains(List.of(new FieldChange("all[1]", null, Map.of("name", "b"))));
	}

	@Test
	void unsavedEventsChangeNothing() {
		this.counters.create(this.id, new Open("a"));
		Versioned<Counter> supposed = this.counters.whatIf(this.id, new Counted(), new Counted());
		assertThat(supposed.version()).isEqualTo(3);
		assertThat(supposed.state()).isEqualTo(new Counter("a", 2));
		assertThat(this.counters.load(this.id).version()).isEqualTo(1);
		assertThatExceptionOfType(UnappliedEventException.class)
			.isThrownBy(() -> this.counters.whatIf(this.id, new Foreign()));
	}

	@Test
	void unsavedEventsLeaveNoTraceInACachedMutableState() {
		Repository<Names, CounterId> names = names();
		names.create(this.id, () -> List.of(new Opened("a")));
		assertThat(names.whatIf(this.id, new Opened("b")).state().all).hasSize(2);
		assertThat(names.load(this.id).state().all).hasSize(1);
	}

	@Test
	void unsavedEventsMayBeginAnAggregate() {
		assertThat(this.counters.whatIf(this.id, new Opened("a")).version()).isEqualTo(1);
		assertThat(this.counters.find(this.id)).isEmpty();
		assertThatExceptionOfType(AggregateNotFoundException.class).isThrownBy(() -> this.counters.whatIf(this.id));
	}

	@Test
	void theHistoryIsReadInPages() {
		this.counters.create(this.id, new Open("a"));
		this.counters.update(this.id, new Count(3));
		assertThat(this.counters.history(this.id, 0, 3)).extracting(RecordedEvent::version).containsExactly(1L, 2L, 3L);
		assertThat(this.counters.history(this.id, 3, 3)).extracting(RecordedEvent::version).containsExactly(4L);
		assertThat(this.counters.history(this.id, 4, 3)).isEmpty();
		assertThatIllegalArgumentException().isThrownBy(() -> this.counters.history(this.id, 0, 0));
	}

	private Repository<Names, CounterId> names() {
		return new RepositoryFactory(this.store).withStateCache(100).of(AggregateType.of(Names.class));
	}

	@Aggregate("names")
	static final class Names {

		private final List<Opened> all = new ArrayList<>();

		@Apply
		void on(Opened event) {
			this.all.add(event);
		}

	}

}
