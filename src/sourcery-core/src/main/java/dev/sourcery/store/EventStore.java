package dev.sourcery.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventEncodingException;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.event.UnregisteredEventException;

/**
 * An append-only store of events, ordered within each stream by version and across the
 * store by position. Implementations are thread-safe.
 * <p>
 * Reads return lazy streams that hold a page of events at a time and, between pages,
 * neither a connection nor a cursor; a stream that is abandoned half-way leaves nothing
 * open.
 *
 * @since 0.1
 */
public interface EventStore {

	/**
	 * Appends to one stream, all events or none. A repeated append, with the same event
	 * ids, stores nothing and returns the first commit.
	 * @param stream the stream
	 * @param expected the version that the stream must have before the append
	 * @param events the events in their order, at least one
	 * @return the stored commit
	 * @throws VersionConflictException if the stream does not have the expected version
	 * @throws EventIdConflictException if an event id is already stored, for another
	 * event or at another place
	 * @throws InvalidAppendException if there is no event, or an event occurs twice
	 * @throws UnregisteredEventException if an event's class is not registered
	 * @throws EventEncodingException if an event cannot be encoded
	 * @throws EventTooLargeException if an event is larger than the limit of the store
	 * @throws TransactionCompletedException if the surrounding transaction is already
	 * committed or rolled back
	 * @throws ReadOnlyTransactionException if the surrounding transaction is read-only
	 * @throws AppendOutcomeUnknownException if the connection was lost at a moment when
	 * the append may have been committed
	 * @throws StoreAccessException if the database fails or cannot be reached; see the
	 * other subclasses of this exception
	 */
	default Commit append(StreamId stream, ExpectedVersion expected, List<NewEvent> events) {
		return append(List.of(new Append(stream, expected, events))).get(0);
	}

	/**
	 * Appends to several streams, all events or none. Repeated appends, with the same
	 * event ids or command ids, store nothing and return the first commits.
	 * @param appends the appends, at most one for each stream
	 * @return the stored commits, in the order of the appends
	 * @throws VersionConflictException if a stream does not have the expected version
	 * @throws EventIdConflictException if an event id is already stored, for another
	 * event or at another place
	 * @throws InvalidAppendException if there is no append, or two appends are for the
	 * same stream
	 * @throws UnregisteredEventException if an event's class is not registered
	 * @throws EventEncodingException if an event cannot be encoded
	 * @throws EventTooLargeException if an event is larger than the limit of the store
	 * @throws TransactionCompletedException if the surrounding transaction is already
	 * committed or rolled back
	 * @throws ReadOnlyTransactionException if the surrounding transaction is read-only
	 * @throws AppendOutcomeUnknownException if the connection was lost at a moment when
	 * the append may have been committed
	 * @throws StoreAccessException if the database fails or cannot be reached; see the
	 * other subclasses of this exception
	 */
	List<Commit> append(List<Append> appends);

	/**
	 * Reads one stream. A stream that does not exist is empty.
	 * @param query the part of the stream to read
	 * @return the events; reading them may throw {@link EventDecodingException}
	 */
	Stream<RecordedEvent<?>> read(StreamQuery query);

	/**
	 * Reads across the store, up to the settled position at the time of the call.
	 * @param query the events to read
	 * @return the events in store-wide order; reading them may throw
	 * {@link EventDecodingException}
	 * @throws UnknownSettledPositionException if no settled position is known, and none
	 * became known within a second
	 */
	Stream<RecordedEvent<?>> readAll(EventQuery query);

	/**
	 * Reads a page across the store.
	 * @param query the events to read
	 * @param size maximum number of events of the page, at least 1; it is exceeded if the
	 * last stored event of the page is read as several events
	 * @return the page, with the query for the next one
	 * @throws IllegalArgumentException if the size is not positive
	 */
	default EventPage readPage(EventQuery query, int size) {
		if (size < 1) {
			throw new IllegalArgumentException("A page has at least 1 event, but %d were requested".formatted(size));
		}
		EventQuery first = query.limit(Math.min(query.limit(), size + 1L));
		EventPage page = readPage(first, query, size);
		// fewer events may be read than are stored
		boolean complete = page.next().isPresent() || types().isPlain() || first.equals(query);
		return complete ? page : readPage(query, query, size);
	}

	private EventPage readPage(EventQuery part, EventQuery query, int size) {
		try (Stream<RecordedEvent<?>> events = readAll(part)) {
			return EventPage.of(events, query, size);
		}
	}

	/**
	 * Finds an event by its id.
	 * @param eventId the id
	 * @return the event, empty if there is none, or if it is read as no event
	 * @throws EventDecodingException if the event cannot be decoded
	 */
	Optional<RecordedEvent<?>> find(UUID eventId);

	/**
	 * Finds the commit that resulted from a command on a stream.
	 * @param stream the stream
	 * @param commandId the command
	 * @return the commit, empty if the command has stored nothing
	 */
	default Optional<Commit> findCommit(StreamId stream, CommandId commandId) {
		// before the event is found: if the database fails over in between, the token
		// belongs to the epoch that has ended, which is verified twice
		Epoch epoch = epoch();
		return find(commandId.eventId(stream, 0)).map((first) -> {
			try (Stream<RecordedEvent<?>> events = read(StreamQuery.of(stream).from(first.version()))) {
				List<RecordedEvent<?>> ofCommand = events
					.takeWhile((event) -> event.eventId()
						.equals(commandId.eventId(stream, (int) (event.version() - first.version()))))
					.toList();
				// one stored event may be read as several, with the same version
				return new Commit(stream, ofCommand.get(ofCommand.size() - 1).version(), ofCommand, epoch);
			}
		});
	}

	/**
	 * The epoch of the store, as far as it is known to this node.
	 * @return the epoch
	 */
	Epoch epoch();

	/**
	 * Returns the token of the newest event: a read model that has applied it contains
	 * all writes that were committed before this call.
	 * @return the token; of the first position of the store if it has no events
	 */
	ConsistencyToken currentToken();

	/**
	 * Checks that a token belongs to this store and that its write is not lost. Queries
	 * the database for the event, as far as the token identifies it.
	 * @param token the token
	 * @throws UnknownTokenException if its position has not been drawn, or its epoch does
	 * not belong to this store
	 * @throws LostWriteException if its write is no longer stored
	 */
	void verify(ConsistencyToken token);

	/**
	 * Returns the version of a stream.
	 * @param stream the stream
	 * @return the version, 0 if there is no such stream
	 */
	long version(StreamId stream);

	/**
	 * Returns whether a stream exists.
	 * @param stream the stream
	 * @return {@code true} if it has events
	 */
	default boolean exists(StreamId stream) {
		return version(stream) > 0;
	}

	/**
	 * Returns the streams of an aggregate type.
	 * @param aggregateType the aggregate type
	 * @return the streams with their versions, sorted by id, character by character
	 */
	default Stream<StreamVersion> streams(String aggregateType) {
		return streams(aggregateType, "");
	}

	/**
	 * Returns the streams of an aggregate type that follow an id, for pages.
	 * @param aggregateType the aggregate type
	 * @param afterId the id after which the ids of the streams sort
	 * @return the streams with their versions, sorted by id, character by character
	 */
	Stream<StreamVersion> streams(String aggregateType, String afterId);

	/**
	 * Counts the stored events. Reads the whole store: intended for people and reports,
	 * not for requests.
	 * @return the counts
	 */
	StoreStatistics statistics();

	/**
	 * Returns whether an append would currently take part in a transaction of the caller.
	 * @return {@code true} if it would take part in a transaction
	 */
	boolean inCallersTransaction();

	/**
	 * The event types this store writes and reads.
	 * @return the registry
	 */
	EventTypes types();

}
