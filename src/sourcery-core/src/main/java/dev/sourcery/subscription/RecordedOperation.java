package dev.sourcery.subscription;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * An operation on a subscription, as it was recorded.
 *
 * @since 0.1
 * @param at the time, by the clock of the database
 * @param actor the person or program that requested it
 * @param node the name of the node on which it was requested
 * @param key the subscription
 * @param kind the kind of the operation
 * @param details its parameters, or {@code null} if it has none
 * @param outcome the outcome: a text that begins with {@code begun}, {@code done},
 * {@code refused}, {@code failed} or {@code unconfirmed}
 */
public record RecordedOperation(Instant at, String actor, String node, SubscriptionKey key, OperationKind kind,
		@Nullable String details, String outcome) {

}
