package dev.sourcery.event;

import java.util.Objects;

import dev.sourcery.SourceryException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the class of an object to be stored as an event is not a registered event
 * class.
 *
 * @since 0.1
 */
public final class UnregisteredEventException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final Class<?> eventClass;

	private final transient @Nullable StreamId stream;

	private final @Nullable Integer index;

	UnregisteredEventException(Class<?> eventClass) {
		super("%s is not a registered event class".formatted(eventClass.getName()),
				"Annotate it with @EventType(\"a.stable-name\") and make sure that it lies in a scanned package, or register it.",
				null);
		this.eventClass = eventClass;
		this.stream = null;
		this.index = null;
	}

	private UnregisteredEventException(UnregisteredEventException failure, StreamId stream, int index) {
		super("Event %d of the append to stream %s cannot be stored, and so nothing was: %s".formatted(index, stream,
				failure.getMessage()), failure);
		this.eventClass = failure.eventClass;
		this.stream = stream;
		this.index = index;
	}

	private UnregisteredEventException(UnregisteredEventException failure, StreamId stream, String decision) {
		super("%s of %s returned an event that cannot be stored, and so nothing was: %s".formatted(decision, stream,
				failure.problem()), Objects.requireNonNull(failure.remedy()), null);
		this.eventClass = failure.eventClass;
		this.stream = stream;
		this.index = null;
	}

	/**
	 * Returns this exception with the decision that returned the event. For repositories.
	 * @param decision a description of the decision
	 * @param stream the stream of the aggregate
	 * @return a copy
	 */
	public UnregisteredEventException returnedBy(String decision, StreamId stream) {
		return new UnregisteredEventException(this, stream, decision);
	}

	/**
	 * Returns this exception with the place of the event. For implementations of event
	 * stores.
	 * @param stream the target stream of the append
	 * @param index the index of the event in the append, from 0
	 * @return a copy with this exception as its cause
	 */
	public UnregisteredEventException at(StreamId stream, int index) {
		return new UnregisteredEventException(this, stream, index);
	}

	/**
	 * Returns the class that is not registered.
	 * @return the class
	 */
	public Class<?> eventClass() {
		return this.eventClass;
	}

	/**
	 * Returns the target stream of the append.
	 * @return the stream, or {@code null} if it is not available
	 */
	public @Nullable StreamId stream() {
		return this.stream;
	}

	/**
	 * Returns the index of the event in the append.
	 * @return the index from 0, or {@code null} if it is not available
	 */
	public @Nullable Integer index() {
		return this.index;
	}

}
