package dev.sourcery.subscription;

import java.time.Instant;

import dev.sourcery.event.Position;
import org.jspecify.annotations.Nullable;

/**
 * An event that was set aside after failing, or because an earlier event of its key was.
 * The event itself remains in the store.
 *
 * @since 0.1
 * @param subscription the subscription
 * @param position the position of the event
 * @param key the key of the event: its stream, unless the subscription has keys of its
 * own
 * @param parkedAt the time at which the event was parked
 * @param attempts the number of failed attempts, 0 for an event that follows another one
 * @param failure a description of the last failure, without data of the event, or
 * {@code null}
 */
public record ParkedEvent(SubscriptionKey subscription, Position position, String key, Instant parkedAt, int attempts,
		@Nullable String failure) {

}
