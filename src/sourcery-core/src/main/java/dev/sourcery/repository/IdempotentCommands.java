package dev.sourcery.repository;

import java.util.Optional;
import java.util.function.Supplier;

import dev.sourcery.store.CommandId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.EventStore;

/**
 * Returns the first commit and the state at its version for a command whose id has
 * already stored events on the stream.
 *
 * @param <A> the aggregate class
 */
final class IdempotentCommands<A> {

	private final EventStore store;

	private final AggregateStates<A> states;

	IdempotentCommands(EventStore store, AggregateStates<A> states) {
		this.store = store;
		this.states = states;
	}

	/**
	 * Runs an attempt unless the command has stored events before. The check is part of
	 * each attempt, because the command may run concurrently elsewhere.
	 */
	Change<A> once(CommandExecution execution, Supplier<Change<A>> attempt) {
		Optional<Change<A>> before = firstChange(execution);
		if (before.isPresent()) {
			return before.get();
		}
		try {
			return attempt.get();
		}
		catch (EventIdConflictException ex) {
			// the command has run concurrently elsewhere with other resulting events
			if (!execution.stream().equals(ex.storedStream())) {
				throw ex;
			}
			return firstChange(execution).orElseThrow(() -> ex);
		}
	}

	private Optional<Change<A>> firstChange(CommandExecution execution) {
		CommandId commandId = execution.commandId();
		return (commandId == null) ? Optional.empty()
				: this.store.findCommit(execution.stream(), commandId)
					.map(execution::requireOwn)
					.map((commit) -> new Change<>(stateAt(commit), commit));
	}

	private A stateAt(Commit commit) {
		return this.states.at(commit.stream(), commit.version()).orElseThrow().state();
	}

}
