package dev.sourcery.store;

import dev.sourcery.event.Position;

/**
 * The settled position: every event at or below it is final, nothing can still appear
 * there.
 *
 * @param position the position
 * @param restarts how many restarts of the database server this store has noticed. A
 * crash may take back positions that were drawn but belong to no stored event; so after
 * one, what a reader concluded from an earlier settled position holds only as far as the
 * reader has stored it in the same database.
 */
public record SettledPosition(Position position, int restarts) {

}
