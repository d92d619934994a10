package dev.sourcery.snapshot;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Determines when snapshots of an aggregate are taken. A snapshot by number of events is
 * taken when a commit reaches or passes a multiple of that number, so the versions of
 * snapshots are the same on each node.
 *
 * @since 0.1
 * @param events the number of events between snapshots; 0 takes none by number
 * @param loadTime the time for reading and folding an aggregate after which a snapshot is
 * taken, or {@code null} to take none by time
 */
public record SnapshotPolicy(int events, @Nullable Duration loadTime) {

	/**
	 * A policy that takes no snapshots.
	 */
	public static final SnapshotPolicy NEVER = new SnapshotPolicy(0, null);

	/**
	 * Validates the components.
	 * @param events the number of events between snapshots
	 * @param loadTime the time for reading and folding an aggregate
	 * @throws IllegalArgumentException if the number is negative or the time is not
	 * positive
	 */
	public SnapshotPolicy {
		if (events < 0) {
			throw new IllegalArgumentException(
					"The number of events between snapshots is never negative, but got %d; 0 takes none"
						.formatted(events));
		}
		if (loadTime != null && (loadTime.isNegative() || loadTime.isZero())) {
			throw new IllegalArgumentException("The load time must be positive, but is %s".formatted(loadTime));
		}
	}

	/**
	 * Returns a policy that takes a snapshot each time a number of events has been
	 * stored.
	 * @param events the number of events between snapshots
	 * @return the policy
	 */
	public static SnapshotPolicy every(int events) {
		return new SnapshotPolicy(events, null);
	}

	/**
	 * Returns whether any snapshots are taken.
	 * @return {@code true} if there are some
	 */
	public boolean takesAny() {
		return this.events > 0 || this.loadTime != null;
	}

	/**
	 * Returns whether a commit reaches or passes a multiple of the number of events.
	 * @param before the version before the commit
	 * @param after the version after the commit
	 * @return {@code true} if a snapshot is due
	 */
	public boolean isDue(long before, long after) {
		return this.events > 0 && before / this.events < after / this.events;
	}

	/**
	 * Returns whether a load took so long that a snapshot is due.
	 * @param load the time for reading and folding
	 * @return {@code true} if a snapshot is due
	 */
	public boolean isSlow(Duration load) {
		return this.loadTime != null && load.compareTo(this.loadTime) >= 0;
	}

}
