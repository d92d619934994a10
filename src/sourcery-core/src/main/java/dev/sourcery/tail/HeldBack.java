package dev.sourcery.tail;

import java.time.Duration;
import java.util.List;

import dev.sourcery.event.Position;

/**
 * What keeps the settled position from advancing: transactions that have appended, or are
 * about to, and are still open. Events that were committed above the settled position
 * meanwhile wait for them. Transactions that do not append never hold anything back.
 * <p>
 * A moment's observation, by the clock of the database. While others append, somebody
 * nearly always holds something back for some milliseconds; it is the age that tells
 * whether something is wrong.
 *
 * @param settled the settled position
 * @param drawn the last position that was drawn; what lies between the two is not final
 * @param age how long the first committed event above the settled position has been held
 * back; zero if none waits
 * @param blockers the transactions that must end before the settled position can advance,
 * at least one, those that have been open longest first
 */
public record HeldBack(Position settled, Position drawn, Duration age, List<BlockingTransaction> blockers) {

	/**
	 * Copies the list.
	 * @param settled the settled position
	 * @param drawn the last position that was drawn
	 * @param age how long the first committed event above the settled position has been
	 * held back
	 * @param blockers the transactions that must end
	 * @throws IllegalArgumentException if there is no blocker
	 */
	public HeldBack {
		blockers = List.copyOf(blockers);
		if (blockers.isEmpty()) {
			throw new IllegalArgumentException("Nothing is held back without a transaction that does it");
		}
	}

}
