package dev.sourcery.tail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.UnknownSettledPositionException;
import org.jspecify.annotations.Nullable;

/**
 * The end of the store: the position up to which events are final, and reads up to that
 * position. Implemented by event stores; implementations are thread-safe.
 *
 * @since 0.1
 */
public interface EventTail {

	/**
	 * Returns the settled position: every event at or below it is final, no event can
	 * still appear there. Never waits for a writer. If no settled position is known yet,
	 * because a transaction has been open since before the first call, it is
	 * {@link Position#START}: that is also a valid bound, and a reader that follows the
	 * store waits.
	 * @return the newest known settled position
	 * @throws UnknownSettledPositionException if the database server is a standby
	 */
	SettledPosition settledPosition();

	/**
	 * Returns the settled position as {@link #settledPosition()} does, and the events up
	 * to it that follow a position, if they can be read in the same round trip.
	 * @param next the events to read, in the order of their positions
	 * @param withMetadata whether to read the metadata of the events
	 * @return the settled position, and the events if they were read
	 */
	default Look look(EventQuery next, boolean withMetadata) {
		return new Look(settledPosition(), null);
	}

	/**
	 * Reads across the store up to a position that an earlier call of
	 * {@link #settledPosition()} returned.
	 * @param query the events to read
	 * @param settled the settled position
	 * @return the events in store-wide order; the stream may end with an
	 * {@link UnknownSettledPositionException} if the server that responds is not the one
	 * on which the settled position was found
	 */
	Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled);

	/**
	 * Reads events as {@link #readAll(EventQuery, SettledPosition)} does, but decodes
	 * them later, so that another read can begin meanwhile. Ends where the total size of
	 * the events becomes large.
	 * <p>
	 * This default infers from the number of events whether there are more, so a store
	 * whose codec may leave out events must implement this method.
	 * @param query the events to read, in the order of their positions
	 * @param settled the settled position
	 * @param withMetadata whether to read the metadata of the events; if {@code false},
	 * the metadata is empty and need not be read
	 * @return the events
	 */
	default FetchedPage fetchPage(EventQuery query, SettledPosition settled, boolean withMetadata) {
		List<RecordedEvent<?>> events = new ArrayList<>();
		boolean unreadable = false;
		try (Stream<RecordedEvent<?>> stream = readAll(query, settled)) {
			stream.forEachOrdered(events::add);
		}
		catch (EventDecodingException ex) {
			if (events.isEmpty()) {
				throw ex;
			}
			unreadable = true;
		}
		return new DecodedPage(new Page(events, unreadable), query.limit());
	}

	/**
	 * Returns the position of the newest event at or before a position.
	 * @param upTo the position, which must be settled
	 * @return the position of the event; {@link Position#START} if there is no such event
	 */
	Position lastPosition(Position upTo);

	/**
	 * Returns the transactions that prevent the settled position from advancing. Queries
	 * the database at each call and never waits for a writer; not intended for each
	 * request.
	 * @return the range of positions that is held back, and the transactions that cause
	 * it; empty if nothing is held back
	 */
	Optional<HeldBack> heldBack();

	/**
	 * The settled position, and the events that were read with it.
	 *
	 * @param settled the settled position
	 * @param page the events up to the settled position, or {@code null} if they were not
	 * read
	 */
	record Look(SettledPosition settled, @Nullable FetchedPage page) {

	}

	/**
	 * The events of one read, before they are decoded. For one thread.
	 */
	interface FetchedPage {

		/**
		 * Returns the position of the last event.
		 * @return the position; {@link Position#START} if there is no event
		 */
		Position last();

		/**
		 * Returns whether the query may have further events, after the last one.
		 * @return whether there may be more
		 */
		boolean hasMore();

		/**
		 * Decodes the events, up to the first one that cannot be decoded. Called once.
		 * @return the events
		 * @throws EventDecodingException if the first event cannot be decoded
		 */
		Page decode();

	}

	/**
	 * The events of one read.
	 *
	 * @param events the events
	 * @param storedTypes for each event, the name of the type under which it is stored: a
	 * codec may read it as an event of another type
	 * @param unreadable whether the event that follows cannot be decoded
	 */
	record Page(List<RecordedEvent<?>> events, List<String> storedTypes, boolean unreadable) {

		/**
		 * Creates a page of events that are read as events of the types under which they
		 * are stored.
		 * @param events the events
		 * @param unreadable whether the event that follows cannot be decoded
		 */
		public Page(List<RecordedEvent<?>> events, boolean unreadable) {
			this(events, events.stream().map((event) -> event.type().name()).toList(), unreadable);
		}

	}

}
