package dev.sourcery.subscription.jdbc;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * Settings of the notifications between nodes.
 *
 * @since 0.1
 * @param interval minimum time between two notifications of a node; the commits in
 * between share one
 * @param replyTimeout maximum time for a statement, and for a notification that a node
 * sends to itself to verify that notifications arrive
 * @param checkInterval interval at which a node verifies that notifications arrive
 * @param retryInterval interval at which a node tries to listen if the server or a pooler
 * prevents it, and maximum delay before it reconnects
 * @param idleTimeout time without commits after which the connection that sends
 * notifications is closed
 */
public record NotifySettings(Duration interval, Duration replyTimeout, Duration checkInterval, Duration retryInterval,
		Duration idleTimeout) {

	/**
	 * Checks the durations.
	 * @param interval minimum time between two notifications of a node
	 * @param replyTimeout maximum time for a statement, and for a notification that a
	 * node sends to itself
	 * @param checkInterval interval at which a node verifies that notifications arrive
	 * @param retryInterval interval at which a node tries to listen if the server or a
	 * pooler prevents it
	 * @param idleTimeout time without commits after which the connection that sends
	 * notifications is closed
	 * @throws IllegalArgumentException if a duration is not positive, or the reply
	 * timeout is shorter than a millisecond
	 */
	public NotifySettings {
		if (replyTimeout.toMillis() < 1 || Stream.of(interval, checkInterval, retryInterval, idleTimeout)
			.anyMatch((duration) -> duration.isNegative() || duration.isZero())) {
			throw new IllegalArgumentException("Notifications need positive durations, but got %s, %s, %s, %s, %s"
				.formatted(interval, replyTimeout, checkInterval, retryInterval, idleTimeout));
		}
	}

	/**
	 * Returns the default settings: at most one notification per millisecond, a reply
	 * timeout of 2 seconds, a verification and a retry every 30 seconds, and an idle
	 * timeout of 10 seconds.
	 * @return the settings
	 */
	public static NotifySettings standard() {
		return new NotifySettings(Duration.ofMillis(1), Duration.ofSeconds(2), Duration.ofSeconds(30),
				Duration.ofSeconds(30), Duration.ofSeconds(10));
	}

}
