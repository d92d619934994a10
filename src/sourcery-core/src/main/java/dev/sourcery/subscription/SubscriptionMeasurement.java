package dev.sourcery.subscription;

import org.jspecify.annotations.Nullable;

/**
 * Numbers of a subscription on all nodes, for metrics.
 *
 * @since 0.1
 * @param key the subscription
 * @param lag the events that were not applied, or {@code null} if it is not known
 * @param failures the events that were parked or skipped
 * @param paused whether the subscription is paused
 */
public record SubscriptionMeasurement(SubscriptionKey key, @Nullable Lag lag, FailureStatus failures, boolean paused) {

}
