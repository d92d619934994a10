package dev.sourcery.aggregate;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An aggregate in functional form: pure functions over a state that is a plain value. The
 * class is annotated with {@link Aggregate @Aggregate} and is a bean, so its
 * collaborators are parameters of its constructor. The type of the events is usually a
 * sealed interface, whose classes have {@link dev.sourcery.event.EventType @EventType}.
 * Implementations are thread-safe.
 *
 * @since 0.1
 * @param <C> the type of the commands; {@link CommandMessage} for deciders that require
 * the metadata or the id of the aggregate as well
 * @param <E> the type of the events
 * @param <S> the type of the states, by which the repository is injected
 */
public interface Decider<C, E, S> {

	/**
	 * Returns the state before the first event.
	 * @return the initial state
	 */
	S initialState();

	/**
	 * Decides on a command, to create the aggregate as well as to update it. The method
	 * may be invoked again with a newer state after a conflict with another writer, so it
	 * must not have side effects. It throws an exception to refuse the command.
	 * @param command the command
	 * @param state the current state; the initial state if the aggregate does not exist
	 * @return the resulting events, empty or {@code null} if there are none
	 * @throws Exception to refuse the command; thrown to the caller of the repository
	 * unchanged
	 */
	@Nullable List<? extends E> decide(C command, S state) throws Exception;

	/**
	 * Folds an event into the state. Must not fail: the event has happened.
	 * @param state the state before the event
	 * @param event the event
	 * @return the state after the event
	 */
	S evolve(S state, E event);

}
