package dev.sourcery.subscription;

import dev.sourcery.event.StorableName;

/**
 * The identity of a subscription.
 *
 * @since 0.1
 * @param name the name, of 1 to 255 characters
 * @param version the version, from 1
 */
public record SubscriptionKey(String name, int version) {

	/**
	 * Checks the name and the version.
	 * @param name the name
	 * @param version the version
	 * @throws IllegalArgumentException if the name is blank or longer than 255
	 * characters, or the version is not positive
	 */
	public SubscriptionKey {
		if (!StorableName.hasLength(name) || version < 1) {
			throw new IllegalArgumentException(
					"A subscription needs a name of 1 to 255 characters and a version from 1, but got '%s', %d"
						.formatted(name, version));
		}
	}

	/**
	 * Returns the key of a lane.
	 * @param number the lane, from 0
	 * @return the key of the lane
	 * @throws IllegalArgumentException if the number is negative
	 */
	public LaneKey lane(int number) {
		return new LaneKey(this, number);
	}

	@Override
	public String toString() {
		return this.name + " (version " + this.version + ")";
	}

}
