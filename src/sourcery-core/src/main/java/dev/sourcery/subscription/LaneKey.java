package dev.sourcery.subscription;

/**
 * The identity of a lane, under which its checkpoint is stored.
 *
 * @since 0.1
 * @param subscription the subscription
 * @param number the lane, from 0
 */
public record LaneKey(SubscriptionKey subscription, int number) {

	/**
	 * Checks the number.
	 * @param subscription the subscription
	 * @param number the lane
	 * @throws IllegalArgumentException if the number is negative
	 */
	public LaneKey {
		if (number < 0) {
			throw new IllegalArgumentException("Lanes are numbered from 0, but got %d".formatted(number));
		}
	}

	/**
	 * The name of the subscription.
	 * @return the name
	 */
	public String name() {
		return this.subscription.name();
	}

	/**
	 * The version of the subscription.
	 * @return the version
	 */
	public int version() {
		return this.subscription.version();
	}

	@Override
	public String toString() {
		return this.subscription + ((this.number > 0) ? " lane " + this.number : "");
	}

}
