package dev.sourcery.aggregate;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.sourcery.event.EventType;
import dev.sourcery.failure.CheckedExceptions;
import dev.sourcery.handler.AnnotatedMethods;
import org.jspecify.annotations.Nullable;

/**
 * The view of a {@link Decider} that a repository uses. The decider itself is looked up
 * at its first use, so that it may depend on repositories.
 *
 * @param <S> the class of the states
 */
final class DeciderAggregate<S> implements AggregateType<S> {

	private final Aggregate annotation;

	private final Class<?> deciderClass;

	private final Class<?> commandType;

	private final Class<?> eventType;

	private final Class<S> stateClass;

	private final boolean immutable;

	private final Supplier<? extends Decider<Object, Object, S>> source;

	private volatile @Nullable Decider<Object, Object, S> decider;

	private DeciderAggregate(Aggregate annotation, Class<?> deciderClass, List<Class<?>> types, Class<S> stateClass,
			Supplier<? extends Decider<Object, Object, S>> source) {
		this.annotation = annotation;
		this.deciderClass = deciderClass;
		this.commandType = types.get(0);
		this.eventType = types.get(1);
		this.stateClass = stateClass;
		this.immutable = ImmutableTypes.isImmutable(stateClass);
		this.source = source;
	}

	@SuppressWarnings("unchecked")
	static <S> AggregateType<S> of(Class<? extends Decider<?, ?, S>> deciderClass,
			Supplier<? extends Decider<?, ?, S>> source) {
		Aggregate annotation = AggregateName.annotation(deciderClass);
		List<Class<?>> types = TypeArguments.of(deciderClass, Decider.class)
			.orElseThrow(() -> new InvalidAggregateException(deciderClass,
					"the types of its commands, events and states cannot be determined",
					"Let it implement Decider<Command, Event, State> with classes as type arguments."));
		return new DeciderAggregate<>(annotation, deciderClass, types, (Class<S>) types.get(2),
				(Supplier<? extends Decider<Object, Object, S>>) source);
	}

	private Decider<Object, Object, S> decider() {
		Decider<Object, Object, S> known = this.decider;
		if (known == null) {
			known = this.source.get();
			this.decider = known;
		}
		return known;
	}

	@Override
	public String name() {
		return this.annotation.value();
	}

	@Override
	public Class<S> aggregateClass() {
		return this.stateClass;
	}

	@Override
	public Set<Class<?>> eventClasses() {
		return AnnotatedMethods.concreteClasses(this.eventType)
			.stream()
			.filter((type) -> type.isAnnotationPresent(EventType.class))
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	/**
	 * Requires an event of the decider: there is one method for all events, which cannot
	 * be ambiguous.
	 */
	@Override
	public void requireUnambiguous(Collection<Class<?>> eventClasses) {
		if (eventClasses.stream().noneMatch(this.eventType::isAssignableFrom)) {
			throw new InvalidAggregateException(this.deciderClass,
					"no registered event is a " + this.eventType.getName(),
					"Annotate the classes of its events with @EventType(\"a.stable-name\"), and make the type of the events a sealed interface or make sure that its classes lie in a scanned package.");
		}
	}

	@Override
	public List<Object> create(CommandMessage message) {
		return decide(decider().initialState(), message);
	}

	@Override
	public List<Object> decide(S state, CommandMessage message) {
		Object command = (this.commandType == CommandMessage.class) ? message : message.command();
		if (!this.commandType.isInstance(command)) {
			throw new UnhandledCommandException(this.deciderClass, command.getClass(), this.commandType);
		}
		try {
			return Events.of(decider().decide(command, state),
					() -> "%s.decide(%s)".formatted(this.deciderClass.getName(), command.getClass().getSimpleName()));
		}
		catch (Exception ex) {
			throw CheckedExceptions.asThrown(ex);
		}
	}

	@Override
	public boolean isImmutable() {
		return this.immutable;
	}

	@Override
	public S apply(@Nullable S state, Object event) {
		S before = (state != null) ? state : decider().initialState();
		if (!this.eventType.isInstance(event)) {
			requireIgnored(event.getClass());
			return before;
		}
		return this.stateClass
			.cast(Objects.requireNonNull(decider().evolve(before, event), () -> "%s.evolve returned null for %s"
				.formatted(this.deciderClass.getName(), event.getClass().getName())));
	}

	@Override
	public void requireApplicable(long version, List<?> events) {
		for (Object event : events) {
			if (!this.eventType.isInstance(event)) {
				requireIgnored(event.getClass());
			}
		}
	}

	private void requireIgnored(Class<?> eventClass) {
		if (!this.annotation.ignoreUnappliedEvents()) {
			throw new UnappliedEventException(this.deciderClass, eventClass, this.eventType);
		}
	}

	@Override
	public String toString() {
		return name();
	}

}
