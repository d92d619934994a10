package dev.sourcery.store;

import java.util.List;
import java.util.UUID;

import dev.sourcery.event.StreamId;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when it is not known whether an append is committed, usually because the
 * connection was lost before the response: its events are stored or not, all or none.
 * Retrying the same append, with the same event ids, resolves the uncertainty: it returns
 * the first commit if there is one and stores the events if not.
 *
 * @since 0.1
 */
public final class AppendOutcomeUnknownException extends StoreAccessException {

	private static final long serialVersionUID = 1L;

	private final transient List<StreamId> streams;

	private final transient List<UUID> eventIds;

	/**
	 * Creates the exception.
	 * @param appends the appends with an unknown outcome
	 * @param sqlState the SQLSTATE that the database returned, or {@code null}
	 * @param cause the cause
	 */
	public AppendOutcomeUnknownException(List<Append> appends, @Nullable String sqlState, Throwable cause) {
		super("It is not known whether the append to %s is committed: a failure, usually the loss of a connection, occurred before the response. Append the same events with the same ids and the same expected version again, or run the command again with the same command id: that returns the first commit if there is one, and stores them if not. (%s)"
			.formatted(appends.stream().map((append) -> append.stream().toString()).toList(), reason(cause)),
				StoreOperation.APPEND, sqlState, cause);
		this.streams = appends.stream().map(Append::stream).toList();
		this.eventIds = appends.stream().flatMap((append) -> append.events().stream()).map(NewEvent::eventId).toList();
	}

	/**
	 * The streams of the append.
	 * @return the streams
	 */
	public List<StreamId> streams() {
		return this.streams;
	}

	/**
	 * The ids of the events.
	 * @return the event ids, in the order of the appends
	 */
	public List<UUID> eventIds() {
		return this.eventIds;
	}

}
