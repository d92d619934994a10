package dev.sourcery.repository;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.UnregisteredEventException;
import dev.sourcery.failure.CheckedExceptions;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.VersionConflictException;
import org.jspecify.annotations.Nullable;

/**
 * Decides on a state and appends the resulting events. The first attempt uses the state
 * that this node knows, if any, without reading the stream. The append verifies that the
 * state is current; if the decision is refused or results in no events, a read verifies
 * it.
 *
 * @param <A> the aggregate class
 */
final class CommandRunner<A> {

	private final AggregateType<A> type;

	private final EventStore store;

	private final AggregateStates<A> states;

	private final IdempotentCommands<A> commands;

	private final ConflictRetrier conflicts;

	private final RunningDecisions decisions;

	CommandRunner(AggregateType<A> type, EventStore store, AggregateStates<A> states, ConflictRetrier conflicts,
			RunningDecisions decisions) {
		this.type = type;
		this.store = store;
		this.states = states;
		this.commands = new IdempotentCommands<>(store, states);
		this.conflicts = conflicts;
		this.decisions = decisions;
	}

	Change<A> create(CommandExecution execution, Supplier<List<Object>> decision) {
		this.decisions.requireNone(execution.stream());
		if (execution.expectedVersion() > 0) {
			throw new IllegalStateException(
					"An aggregate to be created has no version yet, but version %d is expected. Create without expecting(…)."
						.formatted(execution.expectedVersion()));
		}
		try {
			return this.conflicts.retryingContention(() -> this.commands.once(execution,
					() -> append(execution, null, null, this.decisions.decide(execution.stream(), decision))));
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

	Change<A> update(CommandExecution execution, Function<A, List<Object>> decision) {
		return retrying(execution,
				new Attempts(execution, true, (state) -> decision.apply(Objects.requireNonNull(state))));
	}

	Change<A> upsert(CommandExecution execution, Function<@Nullable A, List<Object>> decision) {
		return retrying(execution, new Attempts(execution, false, decision));
	}

	private Change<A> retrying(CommandExecution execution, Attempts attempts) {
		this.decisions.requireNone(execution.stream());
		Supplier<Change<A>> once = () -> this.commands.once(execution, attempts::next);
		try {
			return (execution.expectedVersion() > 0) ? this.conflicts.retryingContention(once)
					: this.conflicts.retrying(once);
		}
		catch (FailedDecisionException ex) {
			throw ex.failure();
		}
	}

	private Change<A> append(CommandExecution execution, @Nullable Baseline<A> before, @Nullable A stateBefore,
			List<Object> events) {
		return append(execution, before, stateBefore, events,
				ExpectedVersion.exactly((before != null) ? before.version() : 0));
	}

	private Change<A> append(CommandExecution execution, @Nullable Baseline<A> before, @Nullable A stateBefore,
			List<Object> events, ExpectedVersion expected) {
		long version = (before != null) ? before.version() : 0;
		if (events.isEmpty()) {
			return new Change<>(stateBefore, new Commit(execution.stream(), version, List.of()));
		}
		requireRegistered(execution, events);
		this.type.requireApplicable(version, events);
		// before the append: events that the aggregate cannot fold are not stored
		@Nullable A state = new StateFold<>(this.type, execution.stream(), false).applyAll(stateBefore, version, events);
		Commit commit = this.store.append(List.of(execution.append(expected, events))).get(0);
		this.states.stored(Optional.ofNullable(before), commit);
		// the same events again, possibly from another command: the commit is the first
		// one
		return new Change<>(state, execution.requireOwn(commit));
	}

	private void requireRegistered(CommandExecution execution, List<Object> events) {
		try {
			events.forEach((event) -> this.store.types().typeOf(event.getClass()));
		}
		catch (UnregisteredEventException ex) {
			throw ex.returnedBy(execution.decision(this.type.aggregateClass()), execution.stream());
		}
	}

	/**
	 * The attempts of one command.
	 */
	private final class Attempts {

		private final CommandExecution execution;

		private final boolean mustExist;

		private final Function<@Nullable A, List<Object>> decision;

		private boolean read;

		Attempts(CommandExecution execution, boolean mustExist, Function<@Nullable A, List<Object>> decision) {
			this.execution = execution;
			this.mustExist = mustExist;
			this.decision = decision;
		}

		Change<A> next() {
			Baseline<A> known = this.read ? null : known();
			this.read = true;
			return (known != null) ? onKnownState(known) : onCurrentState(null, null);
		}

		private @Nullable Baseline<A> known() {
			long expected = this.execution.expectedVersion();
			return CommandRunner.this.states.known(this.execution.stream())
				.filter((known) -> expected == 0 || known.version() == expected)
				.orElse(null);
		}

		private Change<A> onKnownState(Baseline<A> known) {
			@Nullable A state = known.state();
			List<Object> events;
			try {
				events = decide(state);
			}
			catch (Exception ex) {
				return onCurrentState(known, ex);
			}
			if (events.isEmpty()) {
				return onCurrentState(known, null);
			}
			try {
				return append(this.execution, known, state, events,
						ExpectedVersion.exactly(known.version(), known.lastPosition()));
			}
			catch (VersionConflictException ex) {
				if (!ex.stream().equals(this.execution.stream())) {
					throw ex;
				}
				return onCurrentState(null, null);
			}
		}

		/**
		 * Decides on the stored state.
		 * @param known the state on which a decision was refused or resulted in no
		 * events, {@code null} if there is none; if it is current, that is the result
		 * @param refusal the refusal, or {@code null} if the decision resulted in no
		 * events
		 */
		private Change<A> onCurrentState(@Nullable Baseline<A> known, @Nullable Exception refusal) {
			Baseline<A> current = CommandRunner.this.states.current(this.execution.stream()).orElse(null);
			if (current == null && this.mustExist) {
				throw AggregateNotFoundException.of(this.execution.stream(),
						CommandRunner.this.store.version(this.execution.stream()));
			}
			requireExpectedVersion((current != null) ? current.version() : 0);
			@Nullable A state = (current != null) ? current.state() : null;
			if (known != null && current != null && known.endsWith(current.last())) {
				if (refusal != null) {
					throw CheckedExceptions.asThrown(refusal);
				}
				return append(this.execution, current, state, List.of());
			}
			List<Object> events = decide(state);
			try {
				return append(this.execution, current, state, events);
			}
			catch (VersionConflictException ex) {
				throw (current == null && isStateless(ex)) ? AggregateExistsException.withoutState(ex.stream(), ex)
						: ex;
			}
		}

		/**
		 * Returns whether the stream is not new, but has no state, because all of its
		 * events are read as no event.
		 */
		private boolean isStateless(VersionConflictException ex) {
			return !this.mustExist && ex.stream().equals(this.execution.stream())
					&& !CommandRunner.this.store.inCallersTransaction()
					&& CommandRunner.this.states.current(ex.stream()).isEmpty();
		}

		private List<Object> decide(@Nullable A state) {
			return CommandRunner.this.decisions.decide(this.execution.stream(), () -> this.decision.apply(state));
		}

		private void requireExpectedVersion(long actual) {
			long expected = this.execution.expectedVersion();
			if (expected == 0 || actual == expected) {
				return;
			}
			StreamQuery beyond = StreamQuery.of(this.execution.stream()).from(expected + 1).to(actual);
			try (Stream<RecordedEvent<?>> winners = CommandRunner.this.store.read(beyond)) {
				throw new VersionConflictException(this.execution.stream(), ExpectedVersion.exactly(expected), actual,
						winners.map(RecordedEvent::type).toList(), null);
			}
		}

	}

}
