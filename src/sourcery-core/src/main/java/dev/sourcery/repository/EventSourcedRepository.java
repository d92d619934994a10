package dev.sourcery.repository;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.CommandMessage;
import dev.sourcery.aggregate.Events;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.VersionConflictException;
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

	private final IdempotentCommands<A> commands;

	private final ConflictRetrier conflicts;

	private final IdFormat idFormat;

	private final CommandFingerprints fingerprints;

	private final WriteOptions options;

	EventSourcedRepository(AggregateType<A> type, EventStore store, AggregateStates<A> states,
			ConflictRetrier conflicts, IdFormat idFormat, CommandFingerprints fingerprints) {
		this.type = type;
		this.store = store;
		this.states = states;
		this.commands = new IdempotentCommands<>(store, states);
		this.conflicts = conflicts;
		this.idFormat = idFormat;
		this.fingerprints = fingerprints;
		this.options = WriteOptions.NONE;
	}

	private EventSourcedRepository(EventSourcedRepository<A, ID> other, WriteOptions options) {
		this.type = other.type;
		this.store = other.store;
		this.states = other.states;
		this.commands = other.commands;
		this.conflicts = other.conflicts;
		this.idFormat = other.idFormat;
		this.fingerprints = other.fingerprints;
		this.options = options;
	}

	@Override
	public Change<A> create(ID id, Object command) {
		CommandExecution execution = execution(id, command);
		CommandMessage message = execution.message(id, command);
		return createFrom(execution, () -> this.type.create(message));
	}

	@Override
	public Change<A> create(ID id, Supplier<?> decision) {
		return createFrom(execution(id, null), () -> Events.of(decision.get()));
	}

	private Change<A> createFrom(CommandExecution execution, Supplier<List<Object>> decision) {
		if (this.options.expectedVersion() > 0) {
			throw new IllegalStateException(
					"An aggregate to be created has no version yet, but version %d is expected. Create without expecting(…)."
						.formatted(this.options.expectedVersion()));
		}
		try {
			return this.conflicts.retryingContention(() -> this.commands.once(execution,
					() -> append(execution, null, FailedDecisionException.carrying(decision))));
		}
		catch (VersionConflictException ex) {
			// a handler within the transaction may have caused a conflict on another
			// stream
			throw ex.stream().equals(execution.stream()) ? new AggregateExistsException(execution.stream(), ex) : ex;
		}
		catch (FailedDecisionException ex) {
			throw ex.failure();
		}
	}

	@Override
	public Change<A> update(ID id, Object command) {
		CommandExecution execution = execution(id, command);
		CommandMessage message = execution.message(id, command);
		return updateWith(execution, (state) -> this.type.decide(state, message));
	}

	@Override
	public Change<A> update(ID id, Decision<A> decision) {
		return updateWith(execution(id, null), (state) -> Events.of(decision.decide(state)));
	}

	private Change<A> updateWith(CommandExecution execution, Function<A, List<Object>> decision) {
		return retrying(execution, () -> {
			Versioned<A> current = current(execution.stream())
				.orElseThrow(() -> new AggregateNotFoundException(execution.stream()));
			return append(execution, current, FailedDecisionException.carrying(() -> decision.apply(current.state())));
		});
	}

	@Override
	public Change<A> upsert(ID id, Object command) {
		CommandExecution execution = execution(id, command);
		CommandMessage message = execution.message(id, command);
		return retrying(execution, () -> {
			Versioned<A> current = current(execution.stream()).orElse(null);
			if (current == null && this.options.expectedVersion() > 0) {
				requireExpectedVersion(execution.stream(), 0);
			}
			return append(execution, current, FailedDecisionException.carrying(
					() -> (current == null) ? this.type.create(message) : this.type.decide(current.state(), message)));
		});
	}

	private CommandExecution execution(ID id, @Nullable Object command) {
		StreamId stream = stream(id);
		CommandId commandId = this.options.commandId();
		Object content = (this.options.content() != null) ? this.options.content() : command;
		return new CommandExecution(stream, this.options.metadata(), commandId,
				(commandId != null && content != null) ? this.fingerprints.of(stream, commandId, content) : null);
	}

	private Change<A> retrying(CommandExecution execution, Supplier<Change<A>> attempt) {
		Supplier<Change<A>> once = () -> this.commands.once(execution, attempt);
		try {
			return (this.options.expectedVersion() > 0) ? this.conflicts.retryingContention(once)
					: this.conflicts.retrying(once);
		}
		catch (FailedDecisionException ex) {
			throw ex.failure();
		}
	}

	private Optional<Versioned<A>> current(StreamId stream) {
		Optional<Versioned<A>> current = this.states.current(stream);
		if (this.options.expectedVersion() > 0 && current.isPresent()) {
			requireExpectedVersion(stream, current.get().version());
		}
		return current;
	}

	private void requireExpectedVersion(StreamId stream, long actual) {
		long expected = this.options.expectedVersion();
		if (actual != expected) {
			StreamQuery beyond = StreamQuery.of(stream).from(expected + 1).to(actual);
			try (Stream<RecordedEvent<?>> winners = this.store.read(beyond)) {
				throw new VersionConflictException(stream, ExpectedVersion.exactly(expected), actual,
						winners.map(RecordedEvent::type).toList(), null);
			}
		}
	}

	private Change<A> append(CommandExecution execution, @Nullable Versioned<A> current, List<Object> events) {
		long version = (current != null) ? current.version() : 0;
		@Nullable A state = (current != null) ? current.state() : null;
		if (events.isEmpty()) {
			return new Change<>(state, new Commit(execution.stream(), version, List.of()));
		}
		this.type.requireApplicable(version, events);
		// before the append: events that the aggregate cannot fold are not stored
		for (Object event : events) {
			state = this.type.apply(state, event);
		}
		Commit commit = this.store.append(List.of(execution.append(version, events))).get(0);
		// the same events again, possibly from another command: the commit is the first
		// one
		return new Change<>(state, execution.requireOwn(commit));
	}

	@Override
	public Optional<Versioned<A>> find(ID id) {
		return this.states.current(stream(id));
	}

	@Override
	public Versioned<A> load(ID id) {
		return find(id).orElseThrow(() -> new AggregateNotFoundException(stream(id)));
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
