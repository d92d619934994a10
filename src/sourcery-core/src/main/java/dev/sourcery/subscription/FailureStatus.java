package dev.sourcery.subscription;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The events of a subscription that were parked or skipped because they kept failing.
 *
 * @since 0.1
 * @param parkedEvents the number of parked events
 * @param parkedKeys the number of keys that have parked events
 * @param oldestParked the time for which the oldest of them has been parked, or
 * {@code null} if there is none
 * @param skippedEvents the number of events that were skipped since the subscription
 * exists
 */
public record FailureStatus(long parkedEvents, long parkedKeys, @Nullable Duration oldestParked, long skippedEvents) {

}
