package dev.sourcery.store.jdbc;

import java.time.Duration;

/**
 * The settings for appends to the store.
 *
 * @since 0.1
 * @param maxEventSize the maximum length of an event, payload and metadata together, in
 * characters of JSON
 * @param groups the condition under which callers without a transaction share statements
 * and commits if many append concurrently
 * @param maxGroupSize the maximum number of appends that share a statement
 * @param maxWaiting the maximum number of appends to one stream that take part or wait;
 * further callers of that stream are blocked until a place is free
 * @param maxWait the maximum time a caller waits for its turn
 */
public record AppendSettings(long maxEventSize, GroupMode groups, int maxGroupSize, int maxWaiting, Duration maxWait) {

	/**
	 * Checks the values.
	 * @param maxEventSize the maximum length of an event
	 * @param groups the condition under which callers share statements
	 * @param maxGroupSize the maximum number of appends that share a statement
	 * @param maxWaiting the maximum number of appends to one stream that take part or
	 * wait
	 * @param maxWait the maximum time a caller waits for its turn
	 * @throws IllegalArgumentException if a number or the time is not positive
	 */
	public AppendSettings {
		if (maxEventSize < 1 || maxGroupSize < 1 || maxWaiting < 1 || maxWait.isNegative() || maxWait.isZero()) {
			throw new IllegalArgumentException(
					"Sizes and times of appends are positive, but got event size %d, group size %d, %d waiting, %s of waiting"
						.formatted(maxEventSize, maxGroupSize, maxWaiting, maxWait));
		}
	}

	/**
	 * Returns the standard settings: events of up to 16 million characters, groups of up
	 * to 100 appends where the {@code DataSource} allows them, 1,000 appends of each
	 * stream waiting for up to 30 seconds.
	 * @return the settings
	 */
	public static AppendSettings standard() {
		return new AppendSettings(16_000_000, GroupMode.AUTO, 100, 1000, Duration.ofSeconds(30));
	}

	/**
	 * Returns a copy of these settings with or without groups.
	 * @param enabled whether callers share statements where the {@code DataSource} allows
	 * it
	 * @return the copy
	 */
	public AppendSettings groups(boolean enabled) {
		return groups(enabled ? GroupMode.AUTO : GroupMode.NEVER);
	}

	/**
	 * Returns a copy of these settings with another mode of groups.
	 * @param mode the condition under which callers share statements
	 * @return the copy
	 */
	public AppendSettings groups(GroupMode mode) {
		return new AppendSettings(this.maxEventSize, mode, this.maxGroupSize, this.maxWaiting, this.maxWait);
	}

	/**
	 * Returns a copy of these settings with another limit on the size of events.
	 * @param characters the maximum length of an event
	 * @return the copy
	 */
	public AppendSettings maxEventSize(long characters) {
		return new AppendSettings(characters, this.groups, this.maxGroupSize, this.maxWaiting, this.maxWait);
	}

}
