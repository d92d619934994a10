package dev.sourcery.repository;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.CommandMessage;
import dev.sourcery.aggregate.Events;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.metadata.MetadataProvider;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.StreamQuery;
import org.jspecify.annotations.Nullable;

/**
 * The repository over an event store: reads states, decides, and appends. A view shares
 * everything except the {@link WriteOptions options}.
 *
 * @param <A> the aggregate class
 * @param <ID> the type of its ids
 */
final class EventSourcedRepository<A, ID> implements Repository<A, ID> {

	private final AggregateType<A> type;

	private final EventStore store;

	private final AggregateStates<A> states;

	private final CommandRunner<A> runner;

	private final IdFormat idFormat;

	private final CommandFingerprints fingerprints;

	private final MetadataProvider metadata;

	private final WriteOptions options;

	EventSourcedRepository(AggregateType<A> type, EventStore store, AggregateStates<A> states,
			ConflictRetrier conflicts, RunningDecisions decisions, IdFormat idFormat, CommandFingerprints fingerprints,
			MetadataProvider metadata) {
		this.type = type;
		this.store = store;
		this.states = states;
		this.runner = new CommandRunner<>(type, store, states, conflicts, decisions);
		this.idFormat = idFormat;
		this.fingerprints = fingerprints;
		this.metadata = metadata;
		this.options = WriteOptions.NONE;
	}

	private EventSourcedRepository(EventSourcedRepository<A, ID> other, WriteOptions options) {
		this.type = other.type;
		this.store = other.store;
		this.states = other.states;
		this.runner = other.runner;
		this.idFormat = other.idFormat;
		this.fingerprints = other.fingerprints;
		this.metadata = other.metadata;
		this.options = options;
	}

	@Override
	public Change<A> create(ID id, Object command) {
		CommandExecution execution = execution(id, command);
		CommandMessage message = execution.message(id, command);
		return this.runner.create(execution, () -> this.type.create(message));
	}

	@Override
	public Change<A> create(ID id, Supplier<?> decision) {
		return this.runner.create(execution(id, null), () -> Events.of(decision.get()));
	}

	@Override
	public Change<A> update(ID id, Object command) {
		CommandExecution execution = execution(id, command);
		CommandMessage message = execution.message(id, command);
		return this.runner.update(execution, (state) -> this.type.decide(state, message));
	}

	@Override
	public Change<A> update(ID id, Decision<A> decision) {
		return this.runner.update(execution(id, null), (state) -> Events.of(decision.decide(state)));
	}

	@Override
	public Change<A> upsert(ID id, Object command) {
		CommandExecution execution = execution(id, command);
		CommandMessage message = execution.message(id, command);
		return this.runner.upsert(execution,
				(state) -> (state == null) ? this.type.create(message) : this.type.decide(state, message));
	}

	private AggregateNotFoundException notFound(StreamId stream) {
		return AggregateNotFoundException.of(stream, this.store.version(stream));
	}

	private CommandExecution execution(ID id, @Nullable Object command) {
		StreamId stream = stream(id);
		Metadata metadata = this.options.metadata().withDefaults(this.metadata.metadata());
		CommandId commandId = this.options.commandId();
		Object content = (this.options.content() != null) ? this.options.content() : command;
		return new CommandExecution(stream, (command != null) ? command.getClass() : null, metadata,
				this.options.expectedVersion(), commandId,
				(commandId != null && content != null) ? this.fingerprints.of(stream, commandId, content) : null);
	}

	@Override
	public Optional<Versioned<A>> find(ID id) {
		return this.states.current(stream(id)).map(Baseline::aggregate);
	}

	@Override
	public Versioned<A> load(ID id) {
		return find(id).orElseThrow(() -> notFound(stream(id)));
	}

	@Override
	public Optional<Versioned<A>> atVersion(ID id, long version) {
		return this.states.at(stream(id), version);
	}

	@Override
	public Optional<Versioned<A>> asOf(ID id, Instant instant) {
		return this.states.at(stream(id), instant);
	}

	@Override
	public Optional<Versioned<A>> atPosition(ID id, Position position) {
		return this.states.at(stream(id), position);
	}

	@Override
	public Optional<StateDifference> difference(ID id, long fromVersion, long toVersion) {
		return new StateDifferences<>(this.type, this.states).between(stream(id), fromVersion, toVersion);
	}

	@Override
	public Versioned<A> whatIf(ID id, Object... events) {
		StreamId stream = stream(id);
		Baseline<A> current = this.states.current(stream).orElse(null);
		long version = (current != null) ? current.version() : this.store.version(stream);
		this.type.requireApplicable(version, List.of(events));
		@Nullable A state = new StateFold<>(this.type, stream, false).applyAll((current != null) ? current.state() : null,
				version, List.of(events));
		if (state == null) {
			throw AggregateNotFoundException.of(stream, version);
		}
		return new Versioned<>(stream, version + events.length, state);
	}

	@Override
	public List<RecordedEvent<?>> history(ID id, long afterVersion, int limit) {
		if (afterVersion < 0 || afterVersion == Long.MAX_VALUE || limit < 1) {
			throw new IllegalArgumentException("A page begins after version 0 or later and has at least 1 event, "
					+ "but got version %d and limit %d".formatted(afterVersion, limit));
		}
		StreamQuery page = StreamQuery.of(stream(id)).from(afterVersion + 1).limit(limit);
		try (Stream<RecordedEvent<?>> events = this.store.read(page)) {
			return events.toList();
		}
	}

	@Override
	public Stream<RecordedEvent<?>> history(ID id) {
		return this.store.read(StreamQuery.of(stream(id)));
	}

	private StreamId stream(ID id) {
		return this.type.stream(this.idFormat
			.format(Objects.requireNonNull(id, () -> "The id of the %s is null".formatted(this.type.name()))));
	}

	@Override
	public Repository<A, ID> expecting(long version) {
		if (version < 1) {
			throw new IllegalArgumentException("An aggregate's version is at least 1, but got " + version);
		}
		return with(this.options.expecting(version));
	}

	@Override
	public Repository<A, ID> with(Metadata other) {
		return with(this.options.with(other));
	}

	@Override
	public Repository<A, ID> with(CommandId commandId) {
		return with(this.options.with(commandId, null));
	}

	@Override
	public Repository<A, ID> with(CommandId commandId, Object content) {
		return with(this.options.with(commandId, content));
	}

	private Repository<A, ID> with(WriteOptions other) {
		return new EventSourcedRepository<>(this, other);
	}

}
