package dev.sourcery.tail;

import java.util.List;

import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;

/**
 * The result of one read at the end of the store.
 *
 * @since 0.1
 * @param events the events, in store-wide order; may be empty
 * @param reached the position up to which the read is complete: between the last event
 * and this position there is no further event of the filter
 * @param stoppedBy the reason why the read ended at this position
 * @param incarnation the incarnation of the server in which the read took place
 */
public record TailBatch(List<RecordedEvent<?>> events, Position reached, StoppedBy stoppedBy,
		ServerIncarnation incarnation) {

	/**
	 * The reasons why a read ended.
	 */
	public enum StoppedBy {

		/**
		 * All final events were read, or all up to the position at which the read stops.
		 */
		SETTLED,

		/**
		 * The batch is full, or a statement covers no more positions; further events may
		 * be read immediately.
		 */
		LIMIT,

		/**
		 * The event after {@link TailBatch#reached()} cannot be decoded.
		 */
		UNREADABLE,

		/**
		 * The server runs in another incarnation than the one in which the position was
		 * reached; nothing was read. Positions beyond the stored checkpoint may belong to
		 * other events.
		 */
		RESTARTED

	}

}
