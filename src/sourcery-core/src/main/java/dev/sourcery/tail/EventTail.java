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

/**
 * The end of the store: which events are final, and reads up to there. Implemented by
 * event stores; implementations are thread-safe.
 */
public interface EventTail {

	/**
	 * The settled position: every event at or below it is final, no event can still
	 * appear there. Never waits for a writer. Where none is known yet, because a
	 * transaction has been open since before the first call, it is
	 * {@link Position#START}: that is a bound too, and a reader that follows the store
	 * waits.
	 * @return the newest settled position that is known
	 * @throws UnknownSettledPositionException if the database server is a standby
	 */
	SettledPosition settledPosition();

	/**
	 * Reads across the store up to a position that an earlier call of
	 * {@link #settledPosition()} returned.
	 * @param query which events
	 * @param settled the settled position
	 * @return the events in store-wide order; the stream may end in an
	 * {@link UnknownSettledPositionException} if another server answers than the one on
	 * which the settled position was found
	 */
	Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled);

	/**
	 * Reads events as {@link #readAll(EventQuery, SettledPosition)} does, into a list,
	 * and ends where the events together become large, or before one that cannot be
	 * decoded.
	 * @param query which events
	 * @param settled the settled position
	 * @param withMetadata whether the events have their metadata; without, it is empty
	 * and need not be read
	 * @return the events
	 * @throws EventDecodingException if the first event cannot be decoded
	 */
	default Page readPage(EventQuery query, SettledPosition settled, boolean withMetadata) {
		List<RecordedEvent<?>> events = new ArrayList<>();
		try (Stream<RecordedEvent<?>> stream = readAll(query, settled)) {
			stream.forEachOrdered(events::add);
			return new Page(events, Page.End.ALL);
		}
		catch (EventDecodingException ex) {
			if (events.isEmpty()) {
				throw ex;
			}
			return new Page(events, Page.End.UNREADABLE);
		}
	}

	/**
	 * The position of the newest event at or before a position.
	 * @param upTo the position, a settled one
	 * @return the event's position; {@link Position#START} if there is no such event
	 */
	Position lastPosition(Position upTo);

	/**
	 * The transactions that keep the settled position from advancing. Queries the
	 * database at each call and never waits for a writer; not meant for each request.
	 * @return what is held back and by which transactions; empty if nothing is
	 */
	Optional<HeldBack> heldBack();

	/**
	 * Events that were read together.
	 *
	 * @param events the events, at least one if there is any
	 * @param end why there are no more
	 */
	record Page(List<RecordedEvent<?>> events, End end) {

		/**
		 * Why a page has no more events.
		 */
		public enum End {

			/**
			 * These are all events of the query.
			 */
			ALL,

			/**
			 * The events together are as large as a page may become.
			 */
			SIZE,

			/**
			 * The next event cannot be decoded.
			 */
			UNREADABLE

		}

	}

}
