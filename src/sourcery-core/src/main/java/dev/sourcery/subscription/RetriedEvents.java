package dev.sourcery.subscription;

import java.util.List;

/**
 * The result of a retry of parked events.
 *
 * @since 0.1
 * @param handled the number of events that were handled and are no longer parked
 * @param failed the events that failed again, one for each key that remains parked
 */
public record RetriedEvents(int handled, List<ParkedEvent> failed) {

}
