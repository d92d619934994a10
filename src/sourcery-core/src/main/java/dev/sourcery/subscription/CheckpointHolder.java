package dev.sourcery.subscription;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The database session that holds a checkpoint. Values that the database does not show to
 * its user are {@code null}.
 *
 * @since 0.1
 * @param pid the process id of the session on the server, or {@code null} if the
 * transaction is prepared
 * @param applicationName the application name of the session
 * @param state the state of the session, such as {@code idle in transaction}
 * @param age the time for which its transaction has been open
 */
public record CheckpointHolder(@Nullable Integer pid, @Nullable String applicationName, @Nullable String state,
		@Nullable Duration age) {

}
