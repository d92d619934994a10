package dev.sourcery.tail;

import java.time.Duration;
import java.util.List;

import dev.sourcery.event.Position;

/**
 * The transactions that prevent the settled position from advancing: transactions that
 * have appended, or are about to append, and are still open. Events that were committed
 * above the settled position in the meantime wait for them. Transactions that do not
 * append never hold back events.
 * <p>
 * An observation at one moment, by the clock of the database. During concurrent appends,
 * some transaction nearly always holds back events for some milliseconds; only the age
 * indicates whether there is a problem.
 *
 * @since 0.1
 * @param settled the settled position
 * @param drawn the last position that was drawn; events between the two positions are not
 * final
 * @param age the time for which the first committed event above the settled position has
 * been held back; zero if no event is held back
 * @param blockers the transactions that must end before the settled position can advance,
 * at least one, ordered by the time they have been open, longest first
 */
public record HeldBack(Position settled, Position drawn, Duration age, List<BlockingTransaction> blockers) {

	/**
	 * Copies the list.
	 * @param settled the settled position
	 * @param drawn the last position that was drawn
	 * @param age the time for which the first committed event above the settled position
	 * has been held back
	 * @param blockers the transactions that must end
	 * @throws IllegalArgumentException if there is no blocker
	 */
	public HeldBack {
		blockers = List.copyOf(blockers);
		if (blockers.isEmpty()) {
			throw new IllegalArgumentException("Events are held back by at least one transaction, but got none");
		}
	}

}
