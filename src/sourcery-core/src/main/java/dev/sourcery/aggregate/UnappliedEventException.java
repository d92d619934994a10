package dev.sourcery.aggregate;

import dev.sourcery.SourceryException;

/**
 * Thrown when an aggregate has no {@link Apply @Apply} method for an event, or an event
 * is not of the type of a {@link Decider}.
 *
 * @since 0.1
 */
public final class UnappliedEventException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final Class<?> aggregateClass;

	private final Class<?> eventClass;

	UnappliedEventException(Class<?> aggregateClass, Class<?> eventClass, boolean first) {
		super((first ? "%s cannot start from %s" : "%s has no instance @Apply method for %s").formatted(aggregateClass
			.getName(), eventClass.getName()), first
					? "Add a static @Apply method or a constructor for it, or a constructor without parameters beside its instance method."
					: "Add one, or set ignoreUnappliedEvents in @Aggregate.",
				null);
		this.aggregateClass = aggregateClass;
		this.eventClass = eventClass;
	}

	UnappliedEventException(Class<?> deciderClass, Class<?> eventClass, Class<?> eventType) {
		super("%s evolves by events of %s only, but got %s".formatted(deciderClass.getName(), eventType.getName(),
				eventClass.getName()), "Add the event to that type, or set ignoreUnappliedEvents in @Aggregate.", null);
		this.aggregateClass = deciderClass;
		this.eventClass = eventClass;
	}

	/**
	 * Returns the class of the aggregate.
	 * @return the class
	 */
	public Class<?> aggregateClass() {
		return this.aggregateClass;
	}

	/**
	 * Returns the class of the event.
	 * @return the class
	 */
	public Class<?> eventClass() {
		return this.eventClass;
	}

}
