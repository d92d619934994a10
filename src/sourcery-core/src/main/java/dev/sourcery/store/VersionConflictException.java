package dev.sourcery.store;

import java.util.List;
import java.util.stream.Collectors;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.StreamId;
import org.jspecify.annotations.Nullable;

/**
 * A stream does not have the version that was expected: another writer was faster, or the
 * caller's knowledge is old. Nothing was stored.
 */
public final class VersionConflictException extends EventStoreException {

	private static final long serialVersionUID = 1L;

	private final transient StreamId stream;

	private final transient ExpectedVersion expected;

	private final @Nullable Long actual;

	private final transient List<EventTypeName> winners;

	/**
	 * Creates the exception.
	 * @param stream the stream
	 * @param expected the version that was expected
	 * @param actual the version that the stream has, or {@code null} if it can't be read
	 * because the conflict has aborted the caller's transaction
	 * @param winners types of the events beyond the expected version, oldest first; empty
	 * if they are not known
	 * @param cause what caused it, or {@code null}
	 */
	public VersionConflictException(StreamId stream, ExpectedVersion expected, @Nullable Long actual,
			List<EventTypeName> winners, @Nullable Throwable cause) {
		super(message(stream, expected, actual, winners), cause);
		this.stream = stream;
		this.expected = expected;
		this.actual = actual;
		this.winners = List.copyOf(winners);
	}

	private static String message(StreamId stream, ExpectedVersion expected, @Nullable Long actual,
			List<EventTypeName> winners) {
		String found = (actual == null) ? "another writer was faster and the transaction is to be rolled back"
				: (actual == 0) ? "there is no such stream" : "it is at version " + actual;
		String by = winners.isEmpty() ? ""
				: " after " + winners.stream().map(EventTypeName::toString).collect(Collectors.joining(", "));
		return "Conflict on stream %s: expected %s, but %s%s. Load it again and decide anew.".formatted(stream,
				expected, found, by);
	}

	/**
	 * The stream.
	 * @return the stream
	 */
	public StreamId stream() {
		return this.stream;
	}

	/**
	 * The version that was expected.
	 * @return the expectation
	 */
	public ExpectedVersion expected() {
		return this.expected;
	}

	/**
	 * The version that the stream has.
	 * @return the version (0: no stream), or {@code null} if it could not be read because
	 * the conflict has aborted the caller's transaction
	 */
	public @Nullable Long actual() {
		return this.actual;
	}

	/**
	 * The types of the events that won.
	 * @return the event types beyond the expected version, oldest first
	 */
	public List<EventTypeName> winners() {
		return this.winners;
	}

}
