package dev.sourcery.memory;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.evolution.EventEvolution;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.Epoch;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.ListenerHandle;
import dev.sourcery.store.StoreStatistics;
import dev.sourcery.store.StreamPayloads;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.StreamVersion;
import dev.sourcery.store.UnknownTokenException;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.spi.EncodedAppend;
import dev.sourcery.store.spi.EventCodec;
import dev.sourcery.store.spi.Listeners;
import dev.sourcery.store.spi.RepeatDetector;
import dev.sourcery.store.spi.SelectedTypes;
import dev.sourcery.store.spi.StoredEvent;
import dev.sourcery.tail.AppendHooks;
import dev.sourcery.tail.EventTail;
import dev.sourcery.tail.HeldBack;
import dev.sourcery.tail.ServerIncarnation;
import dev.sourcery.tail.SettledPosition;

/**
 * An event store in memory, for tests. It behaves as the PostgreSQL store does, including
 * the conversion of each event to JSON and back, but does not join transactions.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class InMemoryEventStore implements EventStore, EventTail, AppendHooks, StreamPayloads {

	private static final ServerIncarnation INCARNATION = new ServerIncarnation("memory");

	private final EventCodec codec;

	private final Clock clock;

	private final Epoch epoch = new Epoch(1, UUID.randomUUID().toString().substring(0, 8));

	private final Listeners listeners = new Listeners();

	private final StoredEvents events = new StoredEvents();

	private final RepeatDetector repeatedAppend;

	/**
	 * Creates an empty store.
	 * @param serializer converts events to JSON and back
	 * @param clock provides the time at which events are recorded
	 */
	public InMemoryEventStore(EventSerializer serializer, Clock clock) {
		this(EventCodec.of(serializer), clock);
	}

	/**
	 * Creates an empty store that reads earlier versions of events.
	 * @param evolution converts events to JSON and back
	 */
	public InMemoryEventStore(EventEvolution evolution) {
		this(EventCodec.of(evolution), Clock.systemUTC());
	}

	InMemoryEventStore(EventCodec codec, Clock clock) {
		this.codec = codec;
		this.clock = clock;
		this.repeatedAppend = new RepeatDetector(codec, this.events::find);
	}

	/**
	 * Creates an empty store with the system's clock.
	 * @param serializer converts events to JSON and back
	 */
	public InMemoryEventStore(EventSerializer serializer) {
		this(EventEvolution.of(serializer));
	}

	@Override
	public List<Commit> append(List<Append> appends) {
		Append.requireDistinctStreams(appends);
		List<EncodedAppend> encoded = EncodedAppend.of(appends, this.codec, Long.MAX_VALUE);
		List<Commit> commits = store(encoded).stream().map((commit) -> commit.in(this.epoch)).toList();
		this.listeners.committed(commits);
		return commits;
	}

	private synchronized List<Commit> store(List<EncodedAppend> appends) {
		if (appends.stream().allMatch((append) -> append.isAccepted(this.events.of(append.stream())))
				|| appends.stream().anyMatch(this::isBeyondExpected)) {
			Optional<List<Commit>> firstCommits = this.repeatedAppend.firstCommits(appends);
			if (firstCommits.isPresent()) {
				return firstCommits.get();
			}
		}
		appends.forEach(this::requireExpectedVersion);
		int size = this.events.size();
		List<Commit> commits = new ArrayList<>();
		try {
			appends.forEach((append) -> commits.add(this.events.add(append, this.clock.instant())));
			List<RecordedEvent<?>> recorded = new ArrayList<>();
			commits.forEach((commit) -> recorded.addAll(commit.events()));
			this.listeners.appended(Collections.unmodifiableList(recorded));
			return commits;
		}
		catch (Throwable ex) {
			// also checked exceptions, since a handler may throw them
			this.events.removeFrom(size);
			throw ex;
		}
	}

	// the events of this same append may have changed the version of the stream
	private boolean isBeyondExpected(EncodedAppend append) {
		return beyondExpected(append).stream().anyMatch((event) -> append.hasEvent(event.eventId()));
	}

	private List<StoredEvent> beyondExpected(EncodedAppend append) {
		List<StoredEvent> stored = this.events.of(append.stream());
		long known = (append.expected() instanceof ExpectedVersion.Exactly exactly) ? exactly.version() : stored.size();
		return stored.stream().skip(known).toList();
	}

	private void requireExpectedVersion(EncodedAppend append) {
		if (!append.isAccepted(this.events.of(append.stream()))) {
			throw new VersionConflictException(append.stream(), append.expected(), version(append.stream()),
					beyondExpected(append).stream().map(StoredEvent::type).toList(), null);
		}
	}

	@Override
	public synchronized Stream<RecordedEvent<?>> read(StreamQuery query) {
		return Selected.of(this.events.of(query.stream()), query).mapMulti(this.codec::decode);
	}

	@Override
	public synchronized Stream<Payload> readPayloads(StreamQuery query) {
		return Selected.payloadsOf(this.events.of(query.stream()), query).mapMulti(this.codec::decodePayload);
	}

	@Override
	public synchronized long versionAt(StreamId stream, Instant instant) {
		return this.events.of(stream).stream().takeWhile((event) -> !event.recordedAt().isAfter(instant)).count();
	}

	@Override
	public Stream<RecordedEvent<?>> readAll(EventQuery query) {
		return readAll(query, settledPosition());
	}

	@Override
	public synchronized Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled) {
		SelectedTypes types = SelectedTypes.of(query, this.codec);
		return Selected.of(this.events.all(), types.query(), settled).mapMulti(types::decode);
	}

	@Override
	public synchronized FetchedPage fetchPage(EventQuery query, SettledPosition settled, boolean withMetadata) {
		return new MemoryPage(Selected.of(this.events.all(), query, settled).toList(), query.limit(), this.codec);
	}

	@Override
	public synchronized Optional<RecordedEvent<?>> find(UUID eventId) {
		return this.events.find(Set.of(eventId))
			.values()
			.stream()
			.<RecordedEvent<?>>mapMulti(this.codec::decode)
			.findFirst();
	}

	@Override
	public synchronized SettledPosition settledPosition() {
		return new SettledPosition(new Position(this.events.size()), INCARNATION);
	}

	@Override
	public synchronized ConsistencyToken currentToken() {
		return MemoryStatistics.token(this.events.all(), this.epoch);
	}

	@Override
	public Epoch epoch() {
		return this.epoch;
	}

	@Override
	public synchronized void verify(ConsistencyToken token) {
		if (token.position().value() > this.events.size()
				|| !(token.epoch().equals(Epoch.UNKNOWN) || token.epoch().equals(this.epoch))) {
			throw new UnknownTokenException(token);
		}
	}

	// an append is complete before the next one begins
	@Override
	public Optional<HeldBack> heldBack() {
		return Optional.empty();
	}

	@Override
	public synchronized Position lastPosition(Position upTo) {
		return new Position(Math.min(upTo.value(), this.events.size()));
	}

	@Override
	public synchronized long version(StreamId stream) {
		return this.events.of(stream).size();
	}

	@Override
	public synchronized Stream<StreamVersion> streams(String aggregateType, String afterId) {
		return MemoryStatistics.streams(this.events.streams(), aggregateType, afterId);
	}

	@Override
	public synchronized StoreStatistics statistics() {
		return MemoryStatistics.of(this.events.all());
	}

	@Override
	public boolean inCallersTransaction() {
		return false;
	}

	@Override
	public EventTypes types() {
		return this.codec.types();
	}

	@Override
	public ListenerHandle onAppend(Consumer<List<RecordedEvent<?>>> listener) {
		return this.listeners.onAppend(listener);
	}

	@Override
	public ListenerHandle afterCommit(Consumer<List<Commit>> listener) {
		return this.listeners.afterCommit(listener);
	}

}
