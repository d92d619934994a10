package dev.sourcery.aggregate;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import dev.sourcery.event.EventType;
import dev.sourcery.event.StreamId;
import dev.sourcery.handler.Collaborators;
import org.jspecify.annotations.Nullable;

/**
 * The view of an aggregate that a repository uses, independent of the style in which the
 * aggregate is written: decides on commands, and folds events into states.
 * Implementations are thread-safe.
 *
 * @since 0.1
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
	 * @param collaborators the source of further parameters of command handlers and of
	 * the parameters of the constructor; looked up at the first use
	 * @return its compiled form
	 * @throws InvalidAggregateException if the class cannot be used as an aggregate
	 */
	static <A> AggregateType<A> of(Class<A> aggregateClass, Collaborators collaborators) {
		return AnnotatedAggregate.of(aggregateClass, collaborators);
	}

	/**
	 * Compiles a decider.
	 * @param <S> the type of the states of the decider
	 * @param deciderClass a class annotated with {@link Aggregate @Aggregate}
	 * @param decider the source of the decider; invoked at the first use
	 * @return its compiled form
	 * @throws InvalidAggregateException if the class cannot be used as an aggregate
	 */
	static <S> AggregateType<S> of(Class<? extends Decider<?, ?, S>> deciderClass,
			Supplier<? extends Decider<?, ?, S>> decider) {
		return DeciderAggregate.of(deciderClass, decider);
	}

	/**
	 * Compiles a decider.
	 * @param <S> the type of the states of the decider
	 * @param decider a decider whose class is annotated with {@link Aggregate @Aggregate}
	 * @return its compiled form
	 * @throws InvalidAggregateException if the class cannot be used as an aggregate
	 */
	@SuppressWarnings("unchecked")
	static <S> AggregateType<S> of(Decider<?, ?, S> decider) {
		return of((Class<? extends Decider<?, ?, S>>) decider.getClass(), () -> decider);
	}

	/**
	 * Returns the name of the aggregate type, which is part of the name of each of its
	 * streams.
	 * @return the name
	 */
	String name();

	/**
	 * Returns the class of the states: the class of the aggregate, unless it is a
	 * {@link Decider}.
	 * @return the class
	 */
	Class<A> aggregateClass();

	/**
	 * Returns the stream of an instance.
	 * @param id the instance's id in text form
	 * @return the stream
	 */
	default StreamId stream(String id) {
		return new StreamId(name(), id);
	}

	/**
	 * Returns the event classes that the aggregate applies and that are annotated with
	 * {@link EventType @EventType}.
	 * @return the classes
	 */
	Set<Class<?>> eventClasses();

	/**
	 * Checks that the method that applies an event is unambiguous for each event. Events
	 * that the aggregate does not apply are accepted.
	 * @param eventClasses the registered events
	 * @throws InvalidAggregateException if two methods take one of the events by
	 * unrelated types
	 */
	void requireUnambiguous(Collection<Class<?>> eventClasses);

	/**
	 * Decides on a command that creates the aggregate.
	 * @param message the command with its target and metadata
	 * @return the resulting events
	 * @throws UnhandledCommandException if no handler for the command creates the
	 * aggregate
	 */
	List<Object> create(CommandMessage message);

	/**
	 * Decides on a command for an existing aggregate.
	 * @param state the current state
	 * @param message the command with its target and metadata
	 * @return the resulting events
	 * @throws UnhandledCommandException if no handler for the command decides on an
	 * existing aggregate
	 */
	List<Object> decide(A state, CommandMessage message);

	/**
	 * Returns whether states are immutable together with all of their parts, so that they
	 * can be shared by several threads.
	 * @return {@code true} if they are certainly immutable
	 */
	default boolean isImmutable() {
		return false;
	}

	/**
	 * Returns whether states contain collaborators, such as beans, which cannot be
	 * stored.
	 * @return {@code true} if the constructor of the state takes collaborators
	 */
	default boolean holdsCollaborators() {
		return false;
	}

	/**
	 * Folds an event into the state.
	 * @param state the state before, {@code null} for the first event
	 * @param event the event
	 * @return the state after; a mutable aggregate is changed and returned
	 * @throws UnappliedEventException if the aggregate does not apply the event
	 */
	A apply(@Nullable A state, Object event);

	/**
	 * Checks, before events are stored, that they can be folded.
	 * @param version the version of the aggregate before the events, 0 if the first event
	 * starts it
	 * @param events the events
	 * @throws UnappliedEventException if the aggregate does not apply one of the events
	 * at its version
	 */
	void requireApplicable(long version, List<?> events);

}
