package dev.sourcery.store;

import java.util.List;
import java.util.stream.Collectors;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.StreamId;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a stream does not have the expected version: a concurrent writer was
 * faster, or the caller used an outdated version. Nothing was stored.
 *
 * @since 0.1
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
	 * @param expected the expected version
	 * @param actual the version of the stream, or {@code null} if it cannot be read
	 * because the conflict has aborted the caller's transaction
	 * @param winners the types of the events after the expected version, oldest first;
	 * empty if they are not known
	 * @param cause the cause, or {@code null}
	 */
	public VersionConflictException(StreamId stream, ExpectedVersion expected, @Nullable Long actual,
			List<EventTypeName> winners, @Nullable Throwable cause) {
		super(problem(stream, expected, actual, winners), "Load it again and repeat the decision.", cause);
		this.stream = stream;
		this.expected = expected;
		this.actual = actual;
		this.winners = List.copyOf(winners);
	}

	private static String problem(StreamId stream, ExpectedVersion expected, @Nullable Long actual,
			List<EventTypeName> winners) {
		String found = (actual == null) ? "another writer was faster and the transaction is to be rolled back"
				: (actual == 0) ? "there is no such stream" : "it is at version " + actual;
		String by = winners.isEmpty() ? ""
				: " after " + winners.stream().map(EventTypeName::toString).collect(Collectors.joining(", "));
		return "Conflict on stream %s: expected %s, but %s%s".formatted(stream, expected, found, by);
	}

	/**
	 * The stream.
	 * @return the stream
	 */
	public StreamId stream() {
		return this.stream;
	}

	/**
	 * The expected version.
	 * @return the expectation
	 */
	public ExpectedVersion expected() {
		return this.expected;
	}

	/**
	 * The version of the stream.
	 * @return the version (0: no stream), or {@code null} if it could not be read because
	 * the conflict has aborted the caller's transaction
	 */
	public @Nullable Long actual() {
		return this.actual;
	}

	/**
	 * The types of the events after the expected version.
	 * @return the event types, oldest first
	 */
	public List<EventTypeName> winners() {
		return this.winners;
	}

}
