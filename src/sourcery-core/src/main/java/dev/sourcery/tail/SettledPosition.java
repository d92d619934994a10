package dev.sourcery.tail;

import dev.sourcery.event.Position;

/**
 * The settled position: every event at or below it is final, nothing can still appear
 * there.
 *
 * @param position the position
 * @param incarnation the incarnation of the server on which it was found. A crash may
 * take back positions that were drawn, and events that were read; so in another
 * incarnation, what a reader concluded from this settled position holds only as far as
 * the reader has stored it in the same database.
 */
public record SettledPosition(Position position, ServerIncarnation incarnation) {

}
