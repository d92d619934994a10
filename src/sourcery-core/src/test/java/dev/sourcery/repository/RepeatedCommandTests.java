package dev.sourcery.repository;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.InvalidAppendException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RepeatedCommandTests extends CounterFixture {

	@Test
	void aCommandWithAnIdIsDecidedOnce() {
		Repository<Counter, CounterId> once = this.counters.with(new CommandId("c-1"));
		Change<Counter> created = once.create(this.id, new Open("a"));
		assertThat(once.create(this.id, new Open("a"))).isEqualTo(created);
		Repository<Counter, CounterId> counting = this.counters.with(new CommandId("c-2"));
		AtomicInteger decisions = new AtomicInteger();
		Decision<Counter> decision = (counter) -> {
			decisions.incrementAndGet();
			return List.of(new Counted(), new Counted());
		};
		Change<Counter> counted = counting.update(this.id, decision);
		this.counters.update(this.id, new Count(1));
		assertThat(counting.update(this.id, decision)).isEqualTo(counted);
		assertThat(counting.expecting(1).update(this.id, decision)).isEqualTo(counted);
		assertThat(counting.upsert(this.id, new Touch())).isEqualTo(counted);
		assertThat(decisions).hasValue(1);
		assertThat(this.counters.load(this.id).state().count()).isEqualTo(3);
	}

	@Test
	void aCommandIdBelongsToOneAggregate() {
		Repository<Counter, CounterId> once = this.counters.with(new CommandId("c-1"));
		once.create(this.id, new Open("a"));
		CounterId other = new CounterId(UUID.randomUUID());
		assertThat(once.create(other, new Open("b")).stream().id()).isEqualTo(other.value().toString());
	}

	@Test
	void aCommandThatStoredNothingIsDecidedAnew() {
		this.counters.create(this.id, new Open("a"));
		Repository<Counter, CounterId> once = this.counters.with(new CommandId("c-1"));
		assertThat(once.update(this.id, new Count(0)).events()).isEmpty();
		assertThat(once.update(this.id, new Count(2)).events()).hasSize(2);
	}

	@Test
	void aCommandThatRunsTwiceAtOnceHasOneOutcome() {
		this.counters.create(this.id, new Open("a"));
		Repository<Counter, CounterId> once = this.counters.with(new CommandId("c-1"));
		// decides on other events than the one that runs at the same time
		Change<Counter> outer = once.update(this.id, (counter) -> {
			elsewhere(() -> once.update(this.id, new Count(1)));
			return List.of(new Counted(), new Counted());
		});
		assertThat(outer.events()).hasSize(1);
		assertThat(this.counters.load(this.id).state().count()).isEqualTo(1);
	}

	@Test
	void eventsOfACommandAreCausedByIt() {
		Repository<Counter, CounterId> once = this.counters.with(new CommandId("c-1"));
		Metadata given = Metadata.empty().withActor("ada");
		assertThat(once.with(given).create(this.id, () -> new Opened("a")).events().get(0).metadata())
			.isEqualTo(given.withCausationId("c-1"));
		Metadata explicit = given.withCausationId("x");
		CommandId second = new CommandId("c-2");
		Decision<Counter> decision = (counter) -> new Counted();
		assertThat(this.counters.with(explicit).with(second).update(this.id, decision).events().get(0).metadata())
			.isEqualTo(explicit);
	}

	@Test
	void commandIdsThatCannotBeStoredAreRefused() {
		for (String value : new String[] { "", " ", "x".repeat(256), "a\u0000", "\ud800" }) {
			assertThatExceptionOfType(InvalidAppendException.class).isThrownBy(() -> new CommandId(value));
		}
	}

}
