package dev.sourcery.store;

/**
 * One uninterrupted history of the database. A fail-over to another server, or a restored
 * backup, begins the next epoch: commits at the end of the previous epoch may be lost,
 * and their positions belong to other events.
 *
 * @since 0.1
 * @param number the ordinal number among the epochs of a store, from 1; 0 if not known
 * @param id a random value that distinguishes epochs with the same number in different
 * stores, or copies of a store: 8 hexadecimal digits; empty if not known
 */
public record Epoch(int number, String id) {

	/**
	 * The unknown epoch, for values that are not bound to an epoch.
	 */
	public static final Epoch UNKNOWN = new Epoch(0, "");

	@Override
	public String toString() {
		return this.number + "-" + this.id;
	}

}
