package dev.sourcery.store;

/**
 * One uninterrupted history of the database. A fail-over to another server, or a restored
 * backup, begins the next one: commits at the end of the one before may be lost, and
 * their positions belong to other events.
 *
 * @param number the place among the epochs of a store, from 1; 0 if not known
 * @param id tells epochs of one number in different stores, or copies of a store, apart:
 * random, 8 hexadecimal digits; empty if not known
 */
public record Epoch(int number, String id) {

	/**
	 * The epoch of what is not bound to one.
	 */
	public static final Epoch UNKNOWN = new Epoch(0, "");

	@Override
	public String toString() {
		return this.number + "-" + this.id;
	}

}
