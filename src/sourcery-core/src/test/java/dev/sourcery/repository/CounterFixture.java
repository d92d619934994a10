package dev.sourcery.repository;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.CommandHandler;
import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.memory.InMemoryEventStore;

/**
 * A repository of counters over a store in memory.
 */
abstract class CounterFixture {

	final TestClock clock = new TestClock();

	final InMemoryEventStore store = new InMemoryEventStore(
			new JsonEventSerializer(EventTypes.of(Opened.class, Counted.class, Foreign.class)), this.clock);

	final Repository<Counter, CounterId> counters = repository(ConflictRetry.standard());

	final CounterId id = new CounterId(UUID.randomUUID());

	Repository<Counter, CounterId> repository(ConflictRetry retry) {
		return new RepositoryFactory(this.store, IdFormat.standard(), retry).of(AggregateType.of(Counter.class));
	}

	/**
	 * Runs a command on another thread, in the middle of a decision on this one.
	 */
	static void elsewhere(Runnable command) {
		CompletableFuture.runAsync(command, (task) -> new Thread(task).start()).join();
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

	static final class TestClock extends Clock {

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
