package dev.sourcery.repository;

import java.io.IOException;
import java.util.List;
import java.util.UUID;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.ApplyFailedException;
import dev.sourcery.aggregate.CommandHandler;
import dev.sourcery.aggregate.UnappliedEventException;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.UnregisteredEventException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Commands that fail by a mistake in an aggregate.
 */
class FailedCommandTests extends CounterFixture {

	private final RepositoryFactory repositories = new RepositoryFactory(this.store);

	private final Repository<Broken, CounterId> broken = this.repositories.of(AggregateType.of(Broken.class));

	private final Repository<Counter, CounterId> others = this.repositories.of(AggregateType.of(Counter.class));

	@Test
	void aStoredEventThatCannotBeAppliedIsNamedAndTheHistoryStaysReadable() {
		this.counters.create(this.id, new Open("a"));
		this.counters.update(this.id, new Count(2));
		assertThatExceptionOfType(ApplyFailedException.class).isThrownBy(() -> this.broken.load(this.id))
			.withMessageContaining(
					Broken.class.getName() + " cannot apply event 'counter.counted' of counter/%s, version 2",
					this.id.value())
			.withMessageContaining("its @Apply method threw java.io.IOException")
			.withMessageContaining("history(id) still returns all events")
			.withCauseExactlyInstanceOf(IOException.class)
			.satisfies((ex) -> {
				assertThat(ex.stream().id()).isEqualTo(this.id.value().toString());
				assertThat(ex.version()).isEqualTo(2);
				assertThat(ex.eventClass()).isEqualTo(Counted.class);
				assertThat(ex.aggregateClass()).isEqualTo(Broken.class);
				assertThat(ex.isStored()).isTrue();
			});
		assertThatExceptionOfType(ApplyFailedException.class)
			.isThrownBy(() -> this.broken.update(this.id, new Count(1)));
		assertThatExceptionOfType(ApplyFailedException.class)
			.isThrownBy(() -> this.broken.asOf(this.id, this.clock.instant()));
		assertThat(this.broken.atVersion(this.id, 1)).isPresent();
		assertThat(this.broken.history(this.id)).extracting(RecordedEvent::version).containsExactly(1L, 2L, 3L);
	}

	@Test
	void aStoredEventWithoutMethodIsNamedWithItsPlace() {
		this.counters.create(this.id, new Open("a"));
		this.counters.update(this.id, new Count(1));
		Repository<Forgetful, CounterId> forgetful = this.repositories.of(AggregateType.of(Forgetful.class));
		assertThatExceptionOfType(ApplyFailedException.class).isThrownBy(() -> forgetful.load(this.id))
			.withMessageContaining("event 'counter.counted' of counter/%s, version 2", this.id.value())
			.withMessageContaining("has no instance @Apply method for " + Counted.class.getName())
			.withCauseInstanceOf(UnappliedEventException.class);
	}

	@Test
	void anUnregisteredEventIsNamedWithItsHandler() {
		this.broken.create(this.id, new Open("a"));
		assertThatExceptionOfType(UnregisteredEventException.class)
			.isThrownBy(() -> this.broken.update(this.id, new Touch()))
			.withMessageContaining("The command handler for %s in %s of counter/%s returned an event",
					Touch.class.getName(), Broken.class.getName(), this.id.value())
			.withMessageContaining(Unregistered.class.getName() + " is not a registered event class. Annotate it")
			.satisfies((ex) -> assertThat(ex.eventClass()).isEqualTo(Unregistered.class));
		assertThatExceptionOfType(UnregisteredEventException.class)
			.isThrownBy(() -> this.broken.update(this.id, (state) -> List.of(new Unregistered())))
			.withMessageStartingWith("A decision of counter/");
		assertThat(this.broken.load(this.id).version()).isEqualTo(1);
	}

	@Test
	void aCommandWithinADecisionOnTheSameAggregateIsRefusedAndNothingIsStored() {
		this.others.create(this.id, new Open("a"));
		for (Decision<Counter> inner : List.<Decision<Counter>>of(
				(counter) -> this.others.update(this.id, new Count(1)).events(),
				(counter) -> this.others.upsert(this.id, new Touch()).events(),
				(counter) -> this.others.create(this.id, new Open("b")).events(),
				(counter) -> this.broken.update(this.id, (state) -> new Counted()).events(), this::swallowing)) {
			assertThatExceptionOfType(RecursiveCommandException.class)
				.isThrownBy(() -> this.others.update(this.id, inner))
				.withMessageContaining("counter/%s", this.id.value())
				.satisfies((ex) -> assertThat(ex.stream().id()).isEqualTo(this.id.value().toString()));
		}
		assertThatExceptionOfType(RecursiveCommandException.class).isThrownBy(() -> {
			CounterId fresh = new CounterId(UUID.randomUUID());
			this.others.create(fresh, () -> this.others.create(fresh, new Open("b")).events());
		});
		assertThat(this.others.load(this.id).version()).isEqualTo(1);
		assertThat(this.others.update(this.id, new Count(1)).version()).as("once the decisions have ended")
			.isEqualTo(2);
	}

	private Object swallowing(Counter counter) {
		try {
			this.others.update(this.id, new Count(1));
		}
		catch (RecursiveCommandException ex) {
			// as a handler with a catch-all does
		}
		return new Counted();
	}

	@Test
	void aDecisionMayReadItsAggregateAndRunCommandsOnOthers() {
		CounterId other = new CounterId(UUID.randomUUID());
		this.others.create(this.id, new Open("a"));
		this.others.update(this.id, (counter) -> {
			assertThat(this.others.load(this.id).state()).isEqualTo(counter);
			this.others.create(other, new Open("b"));
			this.others.update(other, (inner) -> new Counted());
			return new Counted();
		});
		assertThat(this.others.load(this.id).version()).isEqualTo(2);
		assertThat(this.others.load(other).version()).isEqualTo(2);
	}

	@Test
	void nullsAreRefused() {
		this.others.create(this.id, new Open("a"));
		assertThatNullPointerException().isThrownBy(() -> this.others.update(this.id, (Object) null));
		assertThatNullPointerException().isThrownBy(() -> this.others.create(null, new Open("a")))
			.withMessage("The id of the counter is null");
		assertThatNullPointerException()
			.isThrownBy(() -> this.others.update(this.id, (counter) -> new Object[] { new Counted(), null }))
			.withMessageContaining("returned null among its events");
		assertThat(this.others.update(this.id, (counter) -> null).events()).isEmpty();
		assertThat(this.others.load(this.id).version()).isEqualTo(1);
	}

	record Unregistered() {

	}

	@Aggregate("counter")
	record Broken() {

		@CommandHandler
		static Opened open(Open command) {
			return new Opened(command.name());
		}

		@CommandHandler
		Counted count(Count command) {
			return new Counted();
		}

		@CommandHandler
		Unregistered touch(Touch command) {
			return new Unregistered();
		}

		@Apply
		static Broken on(Opened event) {
			return new Broken();
		}

		@Apply
		Broken on(Counted event) throws IOException {
			throw new IOException("broken");
		}

		@Apply
		Broken on(Unregistered event) {
			return this;
		}

	}

	@Aggregate("counter")
	record Forgetful() {

		@Apply
		static Forgetful on(Opened event) {
			return new Forgetful();
		}

	}

}
