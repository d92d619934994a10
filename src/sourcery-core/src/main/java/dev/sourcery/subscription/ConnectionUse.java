package dev.sourcery.subscription;

/**
 * The use of database connections by the subscriptions of this node.
 *
 * @since 0.1
 * @param max maximum number of lanes that use a connection at the same time
 * @param used the number of lanes that use a connection
 * @param waiting the number of lanes that wait until another one has finished its batch
 */
public record ConnectionUse(int max, int used, int waiting) {

	/**
	 * Returns whether the maximum limits the subscriptions now.
	 * @return whether lanes wait
	 */
	public boolean isLimiting() {
		return this.waiting > 0;
	}

}
