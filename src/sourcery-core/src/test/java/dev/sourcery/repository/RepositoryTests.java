package dev.sourcery.repository;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.CommandHandler;
import dev.sourcery.aggregate.UnappliedEventException;
import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.EventStoreException;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.InvalidAppendException;
import dev.sourcery.store.StoreContentionException;
import dev.sourcery.store.StoreOperation;
import dev.sourcery.store.VersionConflictException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RepositoryTests {

	private final TestClock clock = new TestClock();

	private final InMemoryEventStore store = new InMemoryEventStore(
			new JsonEventSerializer(EventTypes.of(Opened.class, Counted.class, Foreign.class)), this.clock);

	private final Repository<Counter, CounterId> counters = repository(ConflictRetry.standard());

	private final CounterId id = new CounterId(UUID.randomUUID());

	private Repository<Counter, CounterId> repository(ConflictRetry retry) {
		return new RepositoryFactory(this.store, IdFormat.standard(), retry).of(AggregateType.of(Counter.class));
	}

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
			once.update(this.id, new Count(1));
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

	record CounterId(UUID value) {

	}

	record Open(String name) {

	}

	record Count(int times) {

	}

	record Touch() {

	}

	@EventType("counter.opened")
	record Opened(String name) {

	}

	@EventType("counter.counted")
	record Counted() {

	}

	@EventType("other.foreign")
	record Foreign() {

	}

	@Aggregate("counter")
	record Counter(String name, int count) {

		@CommandHandler
		static Opened open(Open command) {
			return new Opened(command.name());
		}

		@CommandHandler
		static Opened open(Touch command) {
			return new Opened("touched");
		}

		@CommandHandler
		Counted count(Touch command) {
			return new Counted();
		}

		@CommandHandler
		java.util.List<Counted> count(Count command) {
			return java.util.Collections.nCopies(command.times(), new Counted());
		}

		@Apply
		static Counter on(Opened event) {
			return new Counter(event.name(), 0);
		}

		@Apply
		Counter on(Counted event) {
			return new Counter(this.name, this.count + 1);
		}

	}

	private static final class TestClock extends Clock {

		private Instant now = Instant.parse("2026-01-01T00:00:00Z");

		void advance() {
			this.now = this.now.plusSeconds(60);
		}

		@Override
		public Instant instant() {
			return this.now;
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

}
