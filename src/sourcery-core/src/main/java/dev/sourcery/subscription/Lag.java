package dev.sourcery.subscription;

import java.time.Duration;

/**
 * The events that a subscription has not applied: the committed events after the position
 * that all of its lanes have reached, of all types. Includes events that are not final
 * yet.
 *
 * @since 0.1
 * @param events the number of events
 * @param exact whether the events were counted; beyond 10,000 events, their number is the
 * difference of the positions, which may be greater
 * @param age the age of the oldest of them, zero if there is none
 */
public record Lag(long events, boolean exact, Duration age) {

}
