package dev.sourcery.store;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;

/**
 * An event store in memory, for tests. It behaves as the PostgreSQL store does, down to
 * writing each event as JSON and reading it back, but joins no transaction. Thread-safe.
 */
public final class InMemoryEventStore implements EventStore {

	private final EventSerializer serializer;

	private final Clock clock;

	private final Listeners listeners = new Listeners();

	private final List<StoredEvent> events = new ArrayList<>();

	private final Map<StreamId, List<StoredEvent>> streams = new HashMap<>();

	/**
	 * Creates an empty store.
	 * @param serializer how events become JSON
	 * @param clock the clock that dates events
	 */
	public InMemoryEventStore(EventSerializer serializer, Clock clock) {
		this.serializer = serializer;
		this.clock = clock;
	}

	/**
	 * Creates an empty store with the system's clock.
	 * @param serializer how events become JSON
	 */
	public InMemoryEventStore(EventSerializer serializer) {
		this(serializer, Clock.systemUTC());
	}

	@Override
	public List<Commit> append(List<Append> appends) {
		Append.requireDistinctStreams(appends);
		List<Commit> commits = store(appends);
		this.listeners.committed();
		return commits;
	}

	private synchronized List<Commit> store(List<Append> appends) {
		appends.forEach(this::requireExpectedVersion);
		int size = this.events.size();
		List<Commit> commits = new ArrayList<>();
		try {
			List<List<StoredEvent>> encoded = appends.stream().map(this::encode).toList();
			for (int i = 0; i < appends.size(); i++) {
				commits.add(add(appends.get(i), encoded.get(i)));
			}
			List<RecordedEvent<?>> recorded = new ArrayList<>();
			commits.forEach((commit) -> recorded.addAll(commit.events()));
			this.listeners.appended(Collections.unmodifiableList(recorded));
			return commits;
		}
		catch (Throwable ex) {
			// also what is checked: a handler may throw that too
			removeFrom(size);
			throw ex;
		}
	}

	private void requireExpectedVersion(Append append) {
		long actual = version(append.stream());
		if (!append.expected().accepts(actual)) {
			long known = (append.expected() instanceof ExpectedVersion.Exactly exactly) ? exactly.version() : actual;
			List<EventTypeName> winners = stored(append.stream()).stream().skip(known).map(StoredEvent::type).toList();
			throw new VersionConflictException(append.stream(), append.expected(), actual, winners, null);
		}
	}

	private List<StoredEvent> encode(Append append) {
		Instant now = this.clock.instant().truncatedTo(ChronoUnit.MICROS);
		List<StoredEvent> encoded = new ArrayList<>();
		for (NewEvent event : append.events()) {
			EventTypeName type = this.serializer.types().typeOf(event.payload().getClass());
			encoded.add(new StoredEvent(event.eventId(), type, append.stream(), 0, 0, now,
					this.serializer.writeMetadata(event.metadata()), this.serializer.write(event.payload())));
		}
		return encoded;
	}

	private Commit add(Append append, List<StoredEvent> encoded) {
		List<StoredEvent> stream = this.streams.computeIfAbsent(append.stream(), (key) -> new ArrayList<>());
		List<RecordedEvent<?>> recorded = new ArrayList<>();
		for (int i = 0; i < encoded.size(); i++) {
			StoredEvent placed = encoded.get(i).at(stream.size() + 1L, this.events.size() + 1L);
			stream.add(placed);
			this.events.add(placed);
			NewEvent event = append.events().get(i);
			recorded.add(new RecordedEvent<>(event.eventId(), placed.type(), placed.stream(), placed.version(),
					new Position(placed.position()), placed.recordedAt(), event.metadata(), event.payload()));
		}
		return new Commit(append.stream(), stream.size(), recorded);
	}

	private void removeFrom(int size) {
		List<StoredEvent> tail = this.events.subList(size, this.events.size());
		tail.forEach((event) -> stored(event.stream()).remove(event));
		tail.clear();
	}

	private List<StoredEvent> stored(StreamId stream) {
		return this.streams.getOrDefault(stream, List.of());
	}

	@Override
	public synchronized Stream<RecordedEvent<?>> read(StreamQuery query) {
		List<StoredEvent> selected = new ArrayList<>(stored(query.stream()));
		selected.removeIf((event) -> event.version() < query.fromVersion() || event.version() > query.toVersion());
		if (query.direction() == Direction.BACKWARD) {
			Collections.reverse(selected);
		}
		return selected.stream().limit(query.limit()).map(this::decode);
	}

	@Override
	public Stream<RecordedEvent<?>> readAll(EventQuery query) {
		return readAll(query, settledPosition());
	}

	@Override
	public synchronized Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled) {
		int from = (int) Math.min(query.after().value(), this.events.size());
		int to = (int) Math.max(from, Math.min(settled.position().value(), this.events.size()));
		return new ArrayList<>(this.events.subList(from, to)).stream()
			.filter((event) -> query.admits(event.type(), event.stream().aggregateType()))
			.limit(query.limit())
			.map(this::decode);
	}

	private RecordedEvent<?> decode(StoredEvent event) {
		return event.decode(this.serializer);
	}

	@Override
	public synchronized SettledPosition settledPosition() {
		return new SettledPosition(new Position(this.events.size()), 0);
	}

	// an append is over before the next one begins
	@Override
	public Optional<HeldBack> heldBack() {
		return Optional.empty();
	}

	@Override
	public synchronized long version(StreamId stream) {
		return stored(stream).size();
	}

	@Override
	public boolean inCallersTransaction() {
		return false;
	}

	@Override
	public EventTypes types() {
		return this.serializer.types();
	}

	@Override
	public Registration onAppend(Consumer<List<RecordedEvent<?>>> listener) {
		return this.listeners.onAppend(listener);
	}

	@Override
	public Registration afterCommit(Runnable listener) {
		return this.listeners.afterCommit(listener);
	}

}
