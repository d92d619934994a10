package dev.sourcery.store.jdbc;

import java.time.Duration;

/**
 * How the store appends.
 *
 * @param maxEventSize the greatest length of an event, payload and metadata together, in
 * characters of JSON
 * @param groups whether callers without a transaction share statements and commits when
 * many append at once
 * @param maxGroupSize how many appends share a statement at the most
 * @param maxWaiting how many appends take part or wait at the most; further callers are
 * held until there is room
 * @param maxWait how long a caller is held before it is told that there is no room
 */
public record AppendSettings(long maxEventSize, boolean groups, int maxGroupSize, int maxWaiting, Duration maxWait) {

	/**
	 * Checks the numbers.
	 * @param maxEventSize the greatest length of an event
	 * @param groups whether callers share statements
	 * @param maxGroupSize how many appends share a statement at the most
	 * @param maxWaiting how many appends take part or wait at the most
	 * @param maxWait how long a caller is held
	 * @throws IllegalArgumentException if one is not positive
	 */
	public AppendSettings {
		if (maxEventSize < 1 || maxGroupSize < 1 || maxWaiting < 1 || maxWait.isNegative() || maxWait.isZero()) {
			throw new IllegalArgumentException(
					"Sizes and times of appends are positive, but got event size %d, group size %d, %d waiting, %s of waiting"
						.formatted(maxEventSize, maxGroupSize, maxWaiting, maxWait));
		}
	}

	/**
	 * Events of up to 16 million characters, groups of up to 100 appends, 1,000 waiting
	 * for up to 30 seconds.
	 * @return the settings
	 */
	public static AppendSettings standard() {
		return new AppendSettings(16_000_000, true, 100, 1000, Duration.ofSeconds(30));
	}

	/**
	 * These settings with or without groups.
	 * @param enabled whether callers share statements
	 * @return a copy
	 */
	public AppendSettings groups(boolean enabled) {
		return new AppendSettings(this.maxEventSize, enabled, this.maxGroupSize, this.maxWaiting, this.maxWait);
	}

	/**
	 * These settings with another limit on events.
	 * @param characters the greatest length of an event
	 * @return a copy
	 */
	public AppendSettings maxEventSize(long characters) {
		return new AppendSettings(characters, this.groups, this.maxGroupSize, this.maxWaiting, this.maxWait);
	}

}
