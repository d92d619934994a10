package dev.sourcery.aggregate;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import dev.sourcery.event.EventType;
import dev.sourcery.event.StreamId;
import dev.sourcery.handler.Collaborators;
import org.jspecify.annotations.Nullable;

/**
 * What a repository needs of an aggregate, in whatever style it is written: decides on
 * commands, and folds events into states. Implementations are thread-safe.
 *
 * @param <A> the aggregate class
 */
public interface AggregateType<A> {

	/**
	 * Compiles an aggregate whose handlers take no collaborators.
	 * @param <A> the aggregate class
	 * @param aggregateClass a class annotated with {@link Aggregate @Aggregate}
	 * @return its compiled form
	 * @throws InvalidAggregateException if the class cannot be used as an aggregate
	 */
	static <A> AggregateType<A> of(Class<A> aggregateClass) {
		return of(aggregateClass, Collaborators.NONE);
	}

	/**
	 * Compiles an aggregate.
	 * @param <A> the aggregate class
	 * @param aggregateClass a class annotated with {@link Aggregate @Aggregate}
	 * @param collaborators where further parameters of command handlers come from; asked
	 * at the first use
	 * @return its compiled form
	 * @throws InvalidAggregateException if the class cannot be used as an aggregate
	 */
	static <A> AggregateType<A> of(Class<A> aggregateClass, Collaborators collaborators) {
		return AnnotatedAggregate.of(aggregateClass, collaborators);
	}

	/**
	 * The name of the aggregate type; part of the name of each of its streams.
	 * @return the name
	 */
	String name();

	/**
	 * The aggregate's class.
	 * @return the class
	 */
	Class<A> aggregateClass();

	/**
	 * The stream of an instance.
	 * @param id the instance's id in text form
	 * @return the stream
	 */
	default StreamId stream(String id) {
		return new StreamId(name(), id);
	}

	/**
	 * The event classes that the aggregate applies, as far as they carry
	 * {@link EventType @EventType}.
	 * @return the classes
	 */
	Set<Class<?>> eventClasses();

	/**
	 * Checks that for each event the method that applies it is beyond doubt. Events that
	 * the aggregate does not apply pass.
	 * @param eventClasses the registered events
	 * @throws InvalidAggregateException if two methods take one of the events by
	 * unrelated types
	 */
	void requireUnambiguous(Collection<Class<?>> eventClasses);

	/**
	 * Decides on a command that creates the aggregate.
	 * @param command the command
	 * @return the events that follow
	 * @throws UnhandledCommandException if the command is not one that creates
	 */
	List<Object> create(Object command);

	/**
	 * Decides on a command for an existing aggregate.
	 * @param state the current state
	 * @param command the command
	 * @return the events that follow
	 * @throws UnhandledCommandException if the command is not one for an existing
	 * aggregate
	 */
	List<Object> decide(A state, Object command);

	/**
	 * Folds an event into the state.
	 * @param state the state before, {@code null} for the first event
	 * @param event the event
	 * @return the state after; a mutable aggregate is changed and returned
	 * @throws UnappliedEventException if the aggregate does not apply the event
	 */
	A apply(@Nullable A state, Object event);

	/**
	 * Checks that events could be folded, before they are stored.
	 * @param version the version of the aggregate before, 0 if the first event is to
	 * start it
	 * @param events the events
	 * @throws UnappliedEventException if the aggregate does not apply one of them in its
	 * place
	 */
	void requireApplicable(long version, List<?> events);

}
