package dev.sourcery.subscription;

import java.time.Duration;

/**
 * How long an event has been failing. The state is stored, so that it survives a change
 * of the node.
 *
 * @since 0.1
 * @param attempts the number of failed attempts
 * @param duration the time since the first of them
 */
public record Failing(int attempts, Duration duration) {

}
