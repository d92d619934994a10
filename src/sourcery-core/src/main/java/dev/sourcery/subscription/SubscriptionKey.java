package dev.sourcery.subscription;

/**
 * Identity of a subscription.
 *
 * @param name its name, of 1 to 255 characters
 * @param version its version, from 1
 */
public record SubscriptionKey(String name, int version) {

	private static final int MAX_LENGTH = 255;

	/**
	 * Checks the parts.
	 * @param name its name
	 * @param version its version
	 * @throws IllegalArgumentException if the name is blank or longer than 255
	 * characters, or the version not positive
	 */
	public SubscriptionKey {
		if (name.isBlank() || name.length() > MAX_LENGTH || version < 1) {
			throw new IllegalArgumentException(
					"A subscription needs a name of 1 to 255 characters and a version from 1, but got '%s', %d"
						.formatted(name, version));
		}
	}

	/**
	 * The key of a lane.
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
