package dev.sourcery.test.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.Epoch;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ListenerHandle;
import dev.sourcery.store.StoreStatistics;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.StreamVersion;
import dev.sourcery.tail.AppendHooks;
import dev.sourcery.tail.EventTail;
import dev.sourcery.tail.HeldBack;
import dev.sourcery.tail.SettledPosition;

/**
 * Forwards every call to a store in memory. Subclasses add one fault each.
 */
class ForwardingStore implements EventStore, EventTail, AppendHooks {

	private final InMemoryEventStore target;

	ForwardingStore(EventSerializer serializer) {
		this.target = new InMemoryEventStore(serializer, new TickingClock());
	}

	@Override
	public List<Commit> append(List<Append> appends) {
		return this.target.append(appends);
	}

	@Override
	public Stream<RecordedEvent<?>> read(StreamQuery query) {
		return this.target.read(query);
	}

	@Override
	public Stream<RecordedEvent<?>> readAll(EventQuery query) {
		return readAll(query, settledPosition());
	}

	@Override
	public Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled) {
		return this.target.readAll(query, settled);
	}

	@Override
	public Optional<RecordedEvent<?>> find(UUID eventId) {
		return this.target.find(eventId);
	}

	@Override
	public Epoch epoch() {
		return this.target.epoch();
	}

	@Override
	public ConsistencyToken currentToken() {
		return this.target.currentToken();
	}

	@Override
	public void verify(ConsistencyToken token) {
		this.target.verify(token);
	}

	@Override
	public long version(StreamId stream) {
		return this.target.version(stream);
	}

	@Override
	public Stream<StreamVersion> streams(String aggregateType, String afterId) {
		return this.target.streams(aggregateType, afterId);
	}

	@Override
	public StoreStatistics statistics() {
		return this.target.statistics();
	}

	@Override
	public boolean inCallersTransaction() {
		return this.target.inCallersTransaction();
	}

	@Override
	public EventTypes types() {
		return this.target.types();
	}

	@Override
	public SettledPosition settledPosition() {
		return this.target.settledPosition();
	}

	@Override
	public Position lastPosition(Position upTo) {
		return this.target.lastPosition(upTo);
	}

	@Override
	public Optional<HeldBack> heldBack() {
		return this.target.heldBack();
	}

	@Override
	public ListenerHandle onAppend(Consumer<List<RecordedEvent<?>>> listener) {
		return this.target.onAppend(listener);
	}

	@Override
	public ListenerHandle afterCommit(Consumer<List<Commit>> listener) {
		return this.target.afterCommit(listener);
	}

	/**
	 * Gives each append a time of its own.
	 */
	private static final class TickingClock extends Clock {

		private final Instant start = Instant.now().truncatedTo(ChronoUnit.MICROS);

		private final AtomicLong ticks = new AtomicLong();

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

		@Override
		public Instant instant() {
			return this.start.plus(Duration.ofNanos(1000 * this.ticks.incrementAndGet()));
		}

	}

}
