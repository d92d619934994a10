package dev.sourcery.aggregate;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.sourcery.event.EventType;
import dev.sourcery.handler.AnnotatedMethods;
import dev.sourcery.handler.Collaborators;
import org.jspecify.annotations.Nullable;

/**
 * A class with {@link Aggregate @Aggregate} in compiled form: finds the handler for a
 * command or an event and invokes it without reflection.
 *
 * @param <A> the aggregate class
 */
final class AnnotatedAggregate<A> implements AggregateType<A> {

	private final String name;

	private final Class<A> aggregateClass;

	private final CommandHandlers commandHandlers;

	private final ApplyMethods<A> applyMethods;

	private final boolean immutable;

	private AnnotatedAggregate(String name, Class<A> aggregateClass, CommandHandlers commandHandlers,
			ApplyMethods<A> applyMethods) {
		this.name = name;
		this.aggregateClass = aggregateClass;
		this.commandHandlers = commandHandlers;
		this.applyMethods = applyMethods;
		this.immutable = ImmutableTypes.isImmutable(aggregateClass);
	}

	static <A> AggregateType<A> of(Class<A> aggregateClass, Collaborators collaborators) {
		Aggregate annotation = AggregateName.annotation(aggregateClass);
		AnnotatedAggregate<A> type = new AnnotatedAggregate<>(annotation.value(), aggregateClass,
				CommandHandlers.of(aggregateClass, collaborators),
				ApplyMethods.of(aggregateClass, annotation.ignoreUnappliedEvents(), collaborators));
		type.requireUnambiguous(type.concreteEvents());
		return type;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public Class<A> aggregateClass() {
		return this.aggregateClass;
	}

	@Override
	public Set<Class<?>> eventClasses() {
		return concreteEvents().stream()
			.filter((type) -> type.isAnnotationPresent(EventType.class))
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	private Set<Class<?>> concreteEvents() {
		Set<Class<?>> classes = new LinkedHashSet<>();
		this.applyMethods.eventTypes().forEach((applied) -> classes.addAll(AnnotatedMethods.concreteClasses(applied)));
		return classes;
	}

	@Override
	public void requireUnambiguous(Collection<Class<?>> eventClasses) {
		this.applyMethods.requireUnambiguous(eventClasses);
	}

	@Override
	public List<Object> create(CommandMessage message) {
		return this.commandHandlers.create(message);
	}

	@Override
	public List<Object> decide(A state, CommandMessage message) {
		return this.commandHandlers.decide(state, message);
	}

	@Override
	public boolean holdsCollaborators() {
		return this.applyMethods.holdCollaborators();
	}

	@Override
	public boolean isImmutable() {
		return this.immutable;
	}

	@Override
	public A apply(@Nullable A state, Object event) {
		return this.applyMethods.apply(state, event);
	}

	@Override
	public void requireApplicable(long version, List<?> events) {
		long before = version;
		for (Object event : events) {
			this.applyMethods.requireApplicable(event.getClass(), before == 0);
			before++;
		}
	}

	@Override
	public String toString() {
		return this.name;
	}

}
