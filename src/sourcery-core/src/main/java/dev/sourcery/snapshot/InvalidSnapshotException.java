package dev.sourcery.snapshot;

import dev.sourcery.Redaction;
import dev.sourcery.SourceryException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the state of an aggregate cannot be stored as a snapshot, or a snapshot
 * cannot be read. Repositories log it and use the events instead.
 *
 * @since 0.1
 */
public final class InvalidSnapshotException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final Class<?> stateClass;

	InvalidSnapshotException(Class<?> stateClass, String problem, @Nullable Throwable cause) {
		super("The state of %s cannot be used as a snapshot: %s".formatted(stateClass.getName(), problem),
				"Make the state a record, or a class with a constructor without parameters, with fields that Jackson can write and read.",
				(cause != null) ? Redaction.withoutMessages(cause) : null);
		this.stateClass = stateClass;
	}

	/**
	 * Returns the class of the state.
	 * @return the class
	 */
	public Class<?> stateClass() {
		return this.stateClass;
	}

}
