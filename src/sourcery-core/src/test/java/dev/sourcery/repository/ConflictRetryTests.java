package dev.sourcery.repository;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.EventStoreException;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.StoreContentionException;
import dev.sourcery.store.StoreOperation;
import dev.sourcery.store.VersionConflictException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConflictRetryTests extends CounterFixture {

	@Test
	void aConflictIsAnsweredByLoadingAndDecidingAnew() {
		this.counters.create(this.id, new Open("a"));
		AtomicInteger attempts = new AtomicInteger();
		Change<Counter> commit = repository(new ConflictRetry(1, Duration.ZERO, Duration.ZERO)).update(this.id,
				(counter) -> {
					if (attempts.incrementAndGet() == 1) {
						this.counters.update(this.id, new Count(1));
					}
					return new Counted();
				});
		assertThat(attempts).hasValue(2);
		assertThat(commit.version()).isEqualTo(3);
		assertThat(this.counters.load(this.id).state().count()).isEqualTo(2);
	}

	@Test
	void aConflictWithinADecisionIsNoConflictOfTheRepository() {
		CounterId other = new CounterId(UUID.randomUUID());
		this.counters.create(this.id, new Open("a"));
		this.counters.create(other, new Open("b"));
		List<EventStoreException> failures = List.of(
				new VersionConflictException(new StreamId("counter", "third"), ExpectedVersion.exactly(7), 8L,
						List.of(), null),
				new VersionConflictException(this.counters.load(this.id).stream(), ExpectedVersion.exactly(7), 8L,
						List.of(), null),
				new StoreContentionException(StoreOperation.APPEND, "40P01", new IllegalStateException("deadlock")));
		for (EventStoreException failure : failures) {
			Supplier<Object> decision = () -> {
				this.counters.update(other, new Count(1));
				throw failure;
			};
			assertThatThrownBy(() -> this.counters.update(this.id, (counter) -> decision.get())).isSameAs(failure);
			assertThatThrownBy(() -> this.counters.expecting(1).update(this.id, (counter) -> decision.get()))
				.isSameAs(failure);
			assertThatThrownBy(() -> this.counters.create(new CounterId(UUID.randomUUID()), decision::get))
				.isSameAs(failure);
		}
		assertThat(this.counters.load(other).state().count()).as("each decision has been made once").isEqualTo(9);
	}

	@Test
	void withoutRetriesThereIsOneAttempt() {
		this.counters.create(this.id, new Open("a"));
		AtomicInteger attempts = new AtomicInteger();
		assertThatExceptionOfType(VersionConflictException.class)
			.isThrownBy(() -> repository(ConflictRetry.none()).update(this.id, (counter) -> {
				attempts.incrementAndGet();
				this.counters.update(this.id, new Count(1));
				return new Counted();
			}))
			.satisfies((ex) -> assertThat(ex.winners()).containsExactly(new EventTypeName("counter.counted", 1)));
		assertThat(attempts).hasValue(1);
	}

	@Test
	void aConflictThatOutlivesItsRetriesSurfaces() {
		this.counters.create(this.id, new Open("a"));
		AtomicInteger attempts = new AtomicInteger();
		assertThatExceptionOfType(VersionConflictException.class).isThrownBy(
				() -> repository(new ConflictRetry(3, Duration.ZERO, Duration.ZERO)).update(this.id, (counter) -> {
					attempts.incrementAndGet();
					this.counters.update(this.id, new Count(1));
					return new Counted();
				}));
		assertThat(attempts).hasValue(4);
	}

	@Test
	void aRefusalIsNeverRetried() {
		this.counters.create(this.id, new Open("a"));
		AtomicInteger attempts = new AtomicInteger();
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> this.counters.update(this.id, (counter) -> {
				attempts.incrementAndGet();
				throw new IllegalStateException("refused");
			}))
			.withMessage("refused");
		assertThat(attempts).hasValue(1);
	}

	@Test
	void anExpectedVersionIsNotThatOfAMissingAggregate() {
		assertThatExceptionOfType(VersionConflictException.class)
			.isThrownBy(() -> this.counters.expecting(3).upsert(this.id, new Touch()))
			.satisfies((ex) -> assertThat(ex.actual()).isZero());
		assertThat(this.counters.find(this.id)).isEmpty();
	}

	@Test
	void delaysOfAnyLengthDoubleUpToTheLongest() {
		ConflictRetry retry = new ConflictRetry(100, Duration.ofDays(1), Duration.ofDays(7));
		assertThat(retry.delayBefore(1, 1)).isEqualTo(Duration.ZERO);
		assertThat(retry.delayBefore(2, 1)).isEqualTo(Duration.ofDays(1));
		assertThat(retry.delayBefore(100, 1)).isEqualTo(Duration.ofDays(7));
		assertThat(retry.delayBefore(100, 0)).isEqualTo(Duration.ofDays(7).dividedBy(2));
	}

	@Test
	void anExpectedVersionIsHeldToAndNotRetried() {
		this.counters.create(this.id, new Open("a"));
		this.counters.expecting(1).update(this.id, new Count(1));
		assertThatExceptionOfType(VersionConflictException.class)
			.isThrownBy(() -> this.counters.expecting(1).update(this.id, new Count(1)))
			.satisfies((ex) -> {
				assertThat(ex.actual()).isEqualTo(2);
				assertThat(ex.winners()).hasSize(1);
			});
		assertThatExceptionOfType(VersionConflictException.class)
			.isThrownBy(() -> this.counters.expecting(7).update(this.id, new Count(1)));
		assertThatIllegalArgumentException().isThrownBy(() -> this.counters.expecting(0));
	}

	@Test
	void whatIsOnlyBeingCreatedHasNoVersionToExpect() {
		assertThatIllegalStateException().isThrownBy(() -> this.counters.expecting(1).create(this.id, new Open("a")))
			.withMessageContaining("version 1");
		assertThat(this.counters.find(this.id)).isEmpty();
	}

}
