package dev.sourcery.repository;

import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;

import dev.sourcery.aggregate.UnappliedEventException;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.metadata.Metadata;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RepositoryTests extends CounterFixture {

	@Test
	void whatIsCreatedAndUpdatedIsLoaded() {
		Change<Counter> created = this.counters.create(this.id, new Open("a"));
		Change<Counter> updated = this.counters.update(this.id, new Count(3));

		assertThat(created.version()).isEqualTo(1);
		assertThat(updated.version()).isEqualTo(4);
		assertThat(updated.events()).extracting(RecordedEvent::version).containsExactly(2L, 3L, 4L);
		assertThat(updated.token()).isPresent();
		Versioned<Counter> loaded = this.counters.load(this.id);
		assertThat(loaded.version()).isEqualTo(4);
		assertThat(loaded.state()).isEqualTo(new Counter("a", 3));
		assertThat(loaded.stream().id()).isEqualTo(this.id.value().toString());
	}

	@Test
	void creatingAnExistingAggregateFails() {
		this.counters.create(this.id, new Open("a"));
		assertThatExceptionOfType(AggregateExistsException.class)
			.isThrownBy(() -> this.counters.create(this.id, new Open("b")))
			.satisfies((ex) -> assertThat(ex.stream().id()).isEqualTo(this.id.value().toString()));
		assertThat(this.counters.load(this.id).state().name()).isEqualTo("a");
	}

	@Test
	void aMissingAggregateIsNotFound() {
		assertThatExceptionOfType(AggregateNotFoundException.class)
			.isThrownBy(() -> this.counters.update(this.id, new Count(1)));
		assertThatExceptionOfType(AggregateNotFoundException.class).isThrownBy(() -> this.counters.load(this.id));
		assertThat(this.counters.find(this.id)).isEmpty();
		assertThat(this.counters.history(this.id)).isEmpty();
	}

	@Test
	void upsertCreatesOrUpdates() {
		this.counters.upsert(this.id, new Touch());
		this.counters.upsert(this.id, new Touch());
		assertThat(this.counters.load(this.id).state()).isEqualTo(new Counter("touched", 1));
	}

	@Test
	void noEventsAreAnAcceptedNoOp() {
		this.counters.create(this.id, new Open("a"));
		Change<Counter> commit = this.counters.update(this.id, new Count(0));
		assertThat(commit.version()).isEqualTo(1);
		assertThat(commit.events()).isEmpty();
		assertThat(commit.token()).isEmpty();
		assertThat(this.counters.history(this.id)).hasSize(1);
	}

	@Test
	void decisionsNeedNoCommandObject() {
		this.counters.create(this.id, () -> new Opened("b"));
		this.counters.update(this.id, (counter) -> new Counted());
		assertThat(this.counters.load(this.id).state()).isEqualTo(new Counter("b", 1));
	}

	@Test
	void anEventOfAnotherAggregateIsRefusedBeforeItIsStored() {
		this.counters.create(this.id, new Open("a"));
		assertThatExceptionOfType(UnappliedEventException.class)
			.isThrownBy(() -> this.counters.update(this.id, (counter) -> new Foreign()));
		assertThat(this.counters.load(this.id).version()).isEqualTo(1);
	}

	@Test
	void eventsThatCouldNotBeFoldedInTheirPlaceAreRefusedBeforeTheyAreStored() {
		assertThatExceptionOfType(UnappliedEventException.class)
			.isThrownBy(() -> this.counters.create(this.id, () -> new Counted()))
			.withMessageContaining("cannot start");
		assertThat(this.counters.history(this.id)).isEmpty();
		this.counters.create(this.id, new Open("a"));
		assertThatExceptionOfType(UnappliedEventException.class)
			.isThrownBy(() -> this.counters.update(this.id, (counter) -> new Opened("b")))
			.withMessageContaining("instance");
		assertThat(this.counters.load(this.id).version()).isEqualTo(1);
	}

	@Test
	void thePastIsReadByVersionAndByInstant() {
		this.counters.create(this.id, new Open("a"));
		Instant first = this.clock.instant();
		this.clock.advance();
		this.counters.update(this.id, new Count(2));
		assertThat(this.counters.atVersion(this.id, 2).orElseThrow().state().count()).isEqualTo(1);
		assertThat(this.counters.atVersion(this.id, 4)).isEmpty();
		assertThat(this.counters.asOf(this.id, first).orElseThrow().version()).isEqualTo(1);
		assertThat(this.counters.asOf(this.id, this.clock.instant()).orElseThrow().version()).isEqualTo(3);
		assertThat(this.counters.asOf(this.id, first.minusSeconds(1))).isEmpty();
	}

	@Test
	void eventsCarryTheGivenMetadata() {
		Metadata metadata = Metadata.empty().withActor("ada").with("ip", "::1");
		this.counters.with(metadata).create(this.id, new Open("a"));
		assertThat(this.counters.history(this.id)).extracting(RecordedEvent::metadata).containsExactly(metadata);
	}

	@Test
	void idsAreTextsNumbersUuidsAndRecordsOfThese() {
		IdFormat format = IdFormat.standard();
		UUID uuid = UUID.randomUUID();
		assertThat(format.format("x")).isEqualTo("x");
		assertThat(format.format(7L)).isEqualTo("7");
		assertThat(format.format(BigInteger.TEN.pow(30))).isEqualTo("1" + "0".repeat(30));
		assertThat(format.format(uuid)).isEqualTo(uuid.toString());
		assertThat(format.format(new CounterId(uuid))).isEqualTo(uuid.toString());
		assertThatIllegalArgumentException().isThrownBy(() -> format.format(new Object()));
		assertThat(IdFormat.orElse(Object::toString).format(new StringBuilder("y"))).isEqualTo("y");
	}

}
