package dev.sourcery.projection;

/**
 * When the handlers of a projection run.
 */
public enum ProjectionMode {

	/**
	 * After the append has committed, in store-wide order, in a transaction of the
	 * projection's own that also moves its checkpoint.
	 */
	ASYNCHRONOUS,

	/**
	 * Within the append's transaction: the read model is never behind, and an exception
	 * from a handler makes the append fail. Events of different streams may come in
	 * another order than that of the store, and events that were stored before the
	 * projection existed are not applied. If a handler appends in turn, other projections
	 * are told of its events before those that it was handling.
	 */
	IN_TRANSACTION

}
