package dev.sourcery.aggregate;

import dev.sourcery.SourceryException;
import dev.sourcery.event.EventType;
import dev.sourcery.event.StreamId;

/**
 * Thrown when an aggregate cannot apply an event: its {@link Apply @Apply} method throws
 * an exception, which is the cause, or there is no such method for a stored event. The
 * events of the stream can still be read as its history.
 *
 * @since 0.1
 */
public final class ApplyFailedException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final Class<?> aggregateClass;

	private final transient StreamId stream;

	private final long version;

	private final Class<?> eventClass;

	private final boolean stored;

	/**
	 * Creates the exception.
	 * @param aggregateClass the class of the aggregate
	 * @param stream the stream of the aggregate
	 * @param version the version of the event in its stream
	 * @param eventClass the class of the event
	 * @param stored whether the event is stored; otherwise it results from a command
	 * whose events were not stored
	 * @param cause the failure
	 */
	public ApplyFailedException(Class<?> aggregateClass, StreamId stream, long version, Class<?> eventClass,
			boolean stored, Throwable cause) {
		super("%s cannot apply event '%s' of %s, version %d%s: %s".formatted(aggregateClass.getName(),
				typeOf(eventClass), stream, version, stored ? "" : ", so nothing was stored", reason(cause)),
				stored ? "Correct its @Apply method for %s; an event that has happened cannot be rejected. history(id) still returns all events."
					.formatted(eventClass.getName())
						: "Reject such commands in the command handler, or correct the @Apply method for %s."
							.formatted(eventClass.getName()),
				cause);
		this.aggregateClass = aggregateClass;
		this.stream = stream;
		this.version = version;
		this.eventClass = eventClass;
		this.stored = stored;
	}

	private static String typeOf(Class<?> eventClass) {
		EventType type = eventClass.getAnnotation(EventType.class);
		return (type != null) ? type.value() : eventClass.getName();
	}

	// without the message of the application, which may contain personal data
	private static String reason(Throwable cause) {
		return (cause instanceof UnappliedEventException unapplied) ? unapplied.problem()
				: "its @Apply method threw " + cause.getClass().getName();
	}

	/**
	 * Returns the class of the aggregate.
	 * @return the class
	 */
	public Class<?> aggregateClass() {
		return this.aggregateClass;
	}

	/**
	 * Returns the stream of the aggregate.
	 * @return the stream
	 */
	public StreamId stream() {
		return this.stream;
	}

	/**
	 * Returns the version of the event in its stream.
	 * @return the version, from 1
	 */
	public long version() {
		return this.version;
	}

	/**
	 * Returns the class of the event.
	 * @return the class
	 */
	public Class<?> eventClass() {
		return this.eventClass;
	}

	/**
	 * Returns whether the event is stored.
	 * @return {@code false} if the event results from a command, whose events were not
	 * stored
	 */
	public boolean isStored() {
		return this.stored;
	}

}
