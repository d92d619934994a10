package dev.sourcery.store;

/**
 * The operation of an event store during which its database failed.
 *
 * @since 0.1
 */
public enum StoreOperation {

	/**
	 * Storing events.
	 */
	APPEND("this call stored nothing"),

	/**
	 * Reading events.
	 */
	READ("the read is incomplete");

	private final String outcome;

	StoreOperation(String outcome) {
		this.outcome = outcome;
	}

	/**
	 * Returns the outcome of the operation, for messages.
	 */
	String outcome() {
		return this.outcome;
	}

}
