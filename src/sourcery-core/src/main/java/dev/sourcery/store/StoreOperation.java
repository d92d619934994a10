package dev.sourcery.store;

/**
 * What an event store was asked for when its database failed.
 */
public enum StoreOperation {

	/**
	 * To store events.
	 */
	APPEND("this call stored nothing"),

	/**
	 * To read.
	 */
	READ("the read is incomplete");

	private final String outcome;

	StoreOperation(String outcome) {
		this.outcome = outcome;
	}

	/**
	 * What has become of it, for messages.
	 */
	String outcome() {
		return this.outcome;
	}

}
