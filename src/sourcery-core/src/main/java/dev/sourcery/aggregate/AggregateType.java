package dev.sourcery.aggregate;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.sourcery.event.EventType;
import dev.sourcery.event.StreamId;
import dev.sourcery.handler.AnnotatedMethods;
import dev.sourcery.handler.Collaborators;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate class in compiled form: finds the handler for a command or an event and
 * calls it without reflection. Thread-safe.
 *
 * @param <A> the aggregate class
 */
public final class AggregateType<A> {

	private final String name;

	private final Class<A> aggregateClass;

	private final CommandHandlers decisions;

	private final ApplyMethods<A> folding;

	private AggregateType(String name, Class<A> aggregateClass, CommandHandlers decisions, ApplyMethods<A> folding) {
		this.name = name;
		this.aggregateClass = aggregateClass;
		this.decisions = decisions;
		this.folding = folding;
	}

	/**
	 * Compiles an aggregate whose handlers take no collaborators.
	 * @param <A> the aggregate class
	 * @param aggregateClass a class annotated with {@link Aggregate @Aggregate}
	 * @return its compiled form
	 * @throws InvalidAggregateException if the class cannot be used as an aggregate
	 */
	public static <A> AggregateType<A> of(Class<A> aggregateClass) {
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
	public static <A> AggregateType<A> of(Class<A> aggregateClass, Collaborators collaborators) {
		Aggregate annotation = aggregateClass.getAnnotation(Aggregate.class);
		if (annotation == null) {
			throw new InvalidAggregateException(aggregateClass, "it has no @Aggregate annotation",
					"Annotate it with @Aggregate(\"a-stable-name\").");
		}
		if (annotation.value().isBlank()) {
			throw new InvalidAggregateException(aggregateClass, "its name is blank",
					"Name the aggregate type in @Aggregate.");
		}
		AggregateType<A> type = new AggregateType<>(annotation.value(), aggregateClass,
				CommandHandlers.of(aggregateClass, collaborators),
				ApplyMethods.of(aggregateClass, annotation.ignoreUnappliedEvents()));
		type.requireUnambiguous(type.concreteEvents());
		return type;
	}

	/**
	 * Checks that for each event the {@link Apply @Apply} method is beyond doubt. Events
	 * that the aggregate does not apply pass.
	 * @param eventClasses the registered events
	 * @throws InvalidAggregateException if two methods take one of the events by
	 * unrelated types
	 */
	public void requireUnambiguous(Collection<Class<?>> eventClasses) {
		this.folding.requireUnambiguous(eventClasses);
	}

	/**
	 * The name of the aggregate type.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The aggregate's class.
	 * @return the class
	 */
	public Class<A> aggregateClass() {
		return this.aggregateClass;
	}

	/**
	 * The stream of an instance.
	 * @param id the instance's id in text form
	 * @return the stream
	 */
	public StreamId stream(String id) {
		return new StreamId(this.name, id);
	}

	/**
	 * The event classes that the aggregate applies, as far as they carry
	 * {@link EventType @EventType}.
	 * @return the classes
	 */
	public Set<Class<?>> eventClasses() {
		return concreteEvents().stream()
			.filter((type) -> type.isAnnotationPresent(EventType.class))
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	private Set<Class<?>> concreteEvents() {
		Set<Class<?>> classes = new LinkedHashSet<>();
		this.folding.eventTypes().forEach((applied) -> classes.addAll(AnnotatedMethods.concreteClasses(applied)));
		return classes;
	}

	/**
	 * Decides on a command that creates the aggregate.
	 * @param command the command
	 * @return the events that follow
	 * @throws UnhandledCommandException if there is no static handler for the command
	 */
	public List<Object> create(Object command) {
		return this.decisions.create(command);
	}

	/**
	 * Decides on a command for an existing aggregate.
	 * @param state the current state
	 * @param command the command
	 * @return the events that follow
	 * @throws UnhandledCommandException if there is no instance handler for the command
	 */
	public List<Object> decide(A state, Object command) {
		return this.decisions.decide(state, command);
	}

	/**
	 * Folds an event into the state.
	 * @param state the state before, {@code null} for the first event
	 * @param event the event
	 * @return the state after; a mutable aggregate is changed and returned
	 * @throws UnappliedEventException if no method takes the event
	 */
	public A apply(@Nullable A state, Object event) {
		return this.folding.apply(state, event);
	}

	/**
	 * Checks that events could be folded, before they are stored.
	 * @param version the version of the aggregate before, 0 if the first event is to
	 * start it
	 * @param events the events
	 * @throws UnappliedEventException if no method takes one of them in its place
	 */
	public void requireApplicable(long version, List<?> events) {
		long before = version;
		for (Object event : events) {
			this.folding.requireApplicable(event.getClass(), before == 0);
			before++;
		}
	}

	@Override
	public String toString() {
		return this.name;
	}

}
