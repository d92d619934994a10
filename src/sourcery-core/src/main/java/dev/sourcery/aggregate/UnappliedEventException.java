package dev.sourcery.aggregate;

import dev.sourcery.SourceryException;

/**
 * An aggregate has no {@link Apply @Apply} method that could take an event.
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

	/**
	 * The aggregate's class.
	 * @return the class
	 */
	public Class<?> aggregateClass() {
		return this.aggregateClass;
	}

	/**
	 * The event's class.
	 * @return the class
	 */
	public Class<?> eventClass() {
		return this.eventClass;
	}

}
