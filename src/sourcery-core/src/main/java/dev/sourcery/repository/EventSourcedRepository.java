package dev.sourcery.repository;

import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.Events;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.Append;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamPayloads;
import dev.sourcery.store.StreamPayloads.Payload;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.VersionConflictException;
import org.jspecify.annotations.Nullable;

/**
 * The repository over an event store.
 *
 * @param <A> the aggregate class
 * @param <ID> type of its ids
 */
final class EventSourcedRepository<A, ID> implements Repository<A, ID> {

	private final AggregateType<A> type;

	private final Conflicts conflicts;

	private final EventStore store;

	private final IdFormat idFormat;

	private final Metadata metadata;

	// 0: whatever version is current
	private final long expectedVersion;

	private final @Nullable CommandId commandId;

	EventSourcedRepository(AggregateType<A> type, Conflicts conflicts, EventStore store, IdFormat idFormat,
			Metadata metadata, long expectedVersion, @Nullable CommandId commandId) {
		this.type = type;
		this.conflicts = conflicts;
		this.store = store;
		this.idFormat = idFormat;
		this.metadata = metadata;
		this.expectedVersion = expectedVersion;
		this.commandId = commandId;
	}

	@Override
	public Commit create(ID id, Object command) {
		return createFrom(id, () -> this.type.create(command));
	}

	@Override
	public Commit create(ID id, Supplier<?> decision) {
		return createFrom(id, () -> Events.of(decision.get()));
	}

	private Commit createFrom(ID id, Supplier<List<Object>> decision) {
		if (this.expectedVersion > 0) {
			throw new IllegalStateException(
					"What is only being created has no version to expect, but version %d is expected. Create without expecting(…)."
						.formatted(this.expectedVersion));
		}
		StreamId stream = stream(id);
		try {
			return this.conflicts.retryingContention(() -> once(stream, () -> append(stream, 0, decision.get())));
		}
		catch (VersionConflictException ex) {
			// a handler within the transaction may have met one on another stream
			throw ex.stream().equals(stream) ? new AggregateExistsException(stream, ex) : ex;
		}
	}

	@Override
	public Commit update(ID id, Object command) {
		return updateWith(id, (state) -> this.type.decide(state, command));
	}

	@Override
	public Commit update(ID id, Decision<A> decision) {
		return updateWith(id, (state) -> Events.of(decision.decide(state)));
	}

	private Commit updateWith(ID id, Function<A, List<Object>> decision) {
		StreamId stream = stream(id);
		return retrying(stream, () -> {
			Versioned<A> current = current(stream).orElseThrow(() -> new AggregateNotFoundException(stream));
			return append(stream, current.version(), decision.apply(current.state()));
		});
	}

	@Override
	public Commit upsert(ID id, Object command) {
		StreamId stream = stream(id);
		return retrying(stream, () -> {
			Versioned<A> current = current(stream).orElse(null);
			if (current == null && this.expectedVersion > 0) {
				requireExpectedVersion(stream, 0);
			}
			return (current == null) ? append(stream, 0, this.type.create(command))
					: append(stream, current.version(), this.type.decide(current.state(), command));
		});
	}

	private Commit retrying(StreamId stream, Supplier<Commit> attempt) {
		// the command may be running elsewhere at the same time: look at each attempt
		Supplier<Commit> once = () -> once(stream, attempt);
		return (this.expectedVersion > 0) ? this.conflicts.retryingContention(once) : this.conflicts.retrying(once);
	}

	private Commit once(StreamId stream, Supplier<Commit> attempt) {
		if (this.commandId == null) {
			return attempt.get();
		}
		Optional<Commit> before = firstCommit(stream);
		if (before.isPresent()) {
			return before.get();
		}
		try {
			return attempt.get();
		}
		catch (EventIdConflictException ex) {
			// it has run elsewhere meanwhile and come to other events
			if (!stream.equals(ex.storedStream())) {
				throw ex;
			}
			return firstCommit(stream).orElseThrow(() -> ex);
		}
	}

	private Optional<Commit> firstCommit(StreamId stream) {
		return (this.commandId == null) ? Optional.empty() : this.store.findCommit(stream, this.commandId);
	}

	private Optional<Versioned<A>> current(StreamId stream) {
		Optional<Versioned<A>> current = fold(stream, payloads(StreamQuery.of(stream)));
		if (this.expectedVersion > 0 && current.isPresent()) {
			requireExpectedVersion(stream, current.get().version());
		}
		return current;
	}

	private void requireExpectedVersion(StreamId stream, long actual) {
		if (actual != this.expectedVersion) {
			StreamQuery beyond = StreamQuery.of(stream).from(this.expectedVersion + 1).to(actual);
			try (Stream<RecordedEvent<?>> winners = this.store.read(beyond)) {
				throw new VersionConflictException(stream, ExpectedVersion.exactly(this.expectedVersion), actual,
						winners.map(RecordedEvent::type).toList(), null);
			}
		}
	}

	private Commit append(StreamId stream, long version, List<Object> events) {
		if (events.isEmpty()) {
			return new Commit(stream, version, List.of());
		}
		this.type.requireApplicable(version, events);
		return this.store.append(List.of(new Append(stream, ExpectedVersion.exactly(version),
				events.stream().map((event) -> NewEvent.of(event, metadata())).toList(), this.commandId)))
			.get(0);
	}

	private Metadata metadata() {
		return (this.commandId == null || this.metadata.causationId() != null) ? this.metadata
				: this.metadata.withCausationId(this.commandId.value());
	}

	@Override
	public Optional<Versioned<A>> find(ID id) {
		StreamId stream = stream(id);
		return fold(stream, payloads(StreamQuery.of(stream)));
	}

	@Override
	public Versioned<A> load(ID id) {
		return find(id).orElseThrow(() -> new AggregateNotFoundException(stream(id)));
	}

	@Override
	public Optional<Versioned<A>> atVersion(ID id, long version) {
		StreamId stream = stream(id);
		return fold(stream, payloads(StreamQuery.of(stream).to(version))).filter((found) -> found.version() == version);
	}

	@Override
	public Optional<Versioned<A>> asOf(ID id, Instant instant) {
		return fold(stream(id), history(id).takeWhile((event) -> !event.recordedAt().isAfter(instant))
			.map(EventSourcedRepository::payload));
	}

	@Override
	public Stream<RecordedEvent<?>> history(ID id) {
		return this.store.read(StreamQuery.of(stream(id)));
	}

	private Stream<Payload> payloads(StreamQuery query) {
		return (this.store instanceof StreamPayloads payloads) ? payloads.readPayloads(query)
				: this.store.read(query).map(EventSourcedRepository::payload);
	}

	private static Payload payload(RecordedEvent<?> event) {
		return new Payload(event.version(), event.payload());
	}

	private Optional<Versioned<A>> fold(StreamId stream, Stream<Payload> events) {
		try (events) {
			@Nullable A state = null;
			long version = 0;
			for (Iterator<Payload> iterator = events.iterator(); iterator.hasNext();) {
				Payload event = iterator.next();
				state = this.type.apply(state, event.payload());
				version = event.version();
			}
			return (state == null) ? Optional.empty() : Optional.of(new Versioned<>(stream, version, state));
		}
	}

	private StreamId stream(ID id) {
		return this.type.stream(this.idFormat.format(id));
	}

	@Override
	public Repository<A, ID> expecting(long version) {
		if (version < 1) {
			throw new IllegalArgumentException("An aggregate's version is at least 1, but got " + version);
		}
		return new EventSourcedRepository<>(this.type, this.conflicts, this.store, this.idFormat, this.metadata,
				version, this.commandId);
	}

	@Override
	public Repository<A, ID> with(Metadata other) {
		return new EventSourcedRepository<>(this.type, this.conflicts, this.store, this.idFormat, other,
				this.expectedVersion, this.commandId);
	}

	@Override
	public Repository<A, ID> with(CommandId other) {
		return new EventSourcedRepository<>(this.type, this.conflicts, this.store, this.idFormat, this.metadata,
				this.expectedVersion, other);
	}

}
