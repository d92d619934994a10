package dev.sourcery.tail;

import dev.sourcery.event.Position;

/**
 * The settled position: every event at or below it is final, no event can still appear
 * there.
 *
 * @since 0.1
 * @param position the position
 * @param incarnation the incarnation of the server on which it was found. A crash may
 * revert positions that were drawn, and remove events that were read; so in another
 * incarnation, conclusions from this settled position are valid only as far as the reader
 * has stored them in the same database.
 */
public record SettledPosition(Position position, ServerIncarnation incarnation) {

}
