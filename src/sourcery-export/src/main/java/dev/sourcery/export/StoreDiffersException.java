package dev.sourcery.export;

import java.util.UUID;

import dev.sourcery.SourceryException;
import dev.sourcery.event.StreamId;

/**
 * Exception thrown if an event of a file is missing in the store or differs from the
 * stored one. No event of the chunk with the difference was stored.
 *
 * @since 0.1
 */
public final class StoreDiffersException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final Difference difference;

	private final long line;

	private final UUID eventId;

	private final String aggregateType;

	private final String streamId;

	private final long version;

	StoreDiffersException(Difference difference, NumberedRow event) {
		super("Line %d: %s %s".formatted(event.line(), event.row(), difference.message), null);
		this.difference = difference;
		this.line = event.line();
		this.eventId = event.row().eventId();
		this.aggregateType = event.row().aggregateType();
		this.streamId = event.row().streamId();
		this.version = event.row().version();
	}

	/**
	 * The difference.
	 * @return the difference
	 */
	public Difference difference() {
		return this.difference;
	}

	/**
	 * The place of the event in the file.
	 * @return the number of the line, from 1
	 */
	public long line() {
		return this.line;
	}

	/**
	 * The event.
	 * @return its id
	 */
	public UUID eventId() {
		return this.eventId;
	}

	/**
	 * The event's stream in the file.
	 * @return the stream
	 * @throws IllegalArgumentException if its name is not valid and could only be stored
	 * with SQL
	 */
	public StreamId stream() {
		return new StreamId(this.aggregateType, this.streamId);
	}

	/**
	 * The event's version in the file.
	 * @return the version in its stream
	 */
	public long version() {
		return this.version;
	}

	/**
	 * The possible differences between store and file.
	 */
	public enum Difference {

		/**
		 * The store has no event with this id.
		 */
		MISSING("is not in the store."),

		/**
		 * The store has no event with this id, but has events that follow it in the file.
		 */
		MISSING_BEFORE_OTHERS(
				"is not in the store, but events that follow it in the file are. Behind them it would be out of order: import into a store without them."),

		/**
		 * The store has another event with this id.
		 */
		CONTENT("is in the store with the same id, but with another content or at another place."),

		/**
		 * The store has the event, but not in the order of the file.
		 */
		ORDER("is in the store, but not in the order of the file."),

		/**
		 * The store has more or fewer events than the file up to this event.
		 */
		COUNT("is in the store, but with another number of events before it than in the file: they are of different stores. Export into another file.");

		private final String message;

		Difference(String message) {
			this.message = message;
		}

	}

}
