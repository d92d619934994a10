package dev.sourcery.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventEncodingException;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.event.UnregisteredEventException;

/**
 * Where events are kept: append-only, ordered within each stream by version and across
 * the store by position. Implementations are thread-safe.
 * <p>
 * Reads return lazy streams that hold a page of events at a time and, between pages,
 * neither a connection nor a cursor; abandoning one half-way leaves nothing open.
 */
public interface EventStore {

	/**
	 * Appends to one stream, all events or none.
	 * @param stream the stream
	 * @param expected what is demanded of the stream's version before
	 * @param events the events in their order, at least one
	 * @return what was stored
	 * @throws VersionConflictException if the stream does not have the expected version
	 * @throws UnregisteredEventException if an event's class is not registered
	 * @throws EventEncodingException if an event cannot be written
	 * @throws IllegalArgumentException if there is no event
	 */
	default Commit append(StreamId stream, ExpectedVersion expected, List<NewEvent> events) {
		return append(List.of(new Append(stream, expected, events))).get(0);
	}

	/**
	 * Appends to several streams, all events or none.
	 * @param appends the appends, at most one for each stream
	 * @return what was stored, in the order of the appends
	 * @throws VersionConflictException if a stream does not have the expected version
	 * @throws UnregisteredEventException if an event's class is not registered
	 * @throws EventEncodingException if an event cannot be written
	 * @throws IllegalArgumentException if there is no append, or two are for one stream
	 */
	List<Commit> append(List<Append> appends);

	/**
	 * Reads one stream; a stream that does not exist is empty.
	 * @param query which part of it
	 * @return the events; reading them may throw {@link EventDecodingException}
	 */
	Stream<RecordedEvent<?>> read(StreamQuery query);

	/**
	 * Reads across the store, up to the settled position at the time of the call.
	 * @param query which events
	 * @return the events in store-wide order; reading them may throw
	 * {@link EventDecodingException}
	 */
	Stream<RecordedEvent<?>> readAll(EventQuery query);

	/**
	 * Reads across the store up to a position that an earlier call of
	 * {@link #settledPosition()} returned.
	 * @param query which events
	 * @param settled the settled position
	 * @return the events in store-wide order
	 */
	Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled);

	/**
	 * The settled position: every event at or below it is final, nothing can still appear
	 * there. Never waits for a writer.
	 * @return the newest settled position that is known
	 */
	SettledPosition settledPosition();

	/**
	 * Who keeps the settled position from advancing. Looks into the database anew and
	 * never waits for a writer; it is no call for each request.
	 * @return what is held back and by whom; empty if nothing is
	 */
	Optional<HeldBack> heldBack();

	/**
	 * The version of a stream.
	 * @param stream the stream
	 * @return its version, 0 if there is no such stream
	 */
	long version(StreamId stream);

	/**
	 * Whether an append would now take part in a transaction of the caller's.
	 * @return {@code true} if it would
	 */
	boolean inCallersTransaction();

	/**
	 * The event types this store writes and reads.
	 * @return the registry
	 */
	EventTypes types();

	/**
	 * Has a listener called with the events of each append of this node, within the
	 * append's own transaction and on its thread. If it throws, the append fails.
	 * @param listener the listener
	 * @return the registration
	 */
	Registration onAppend(Consumer<List<RecordedEvent<?>>> listener);

	/**
	 * Has a listener called after each append of this node has been committed, on the
	 * thread of the append. It must be quick and must not throw.
	 * @param listener the listener
	 * @return the registration
	 */
	Registration afterCommit(Runnable listener);

}
