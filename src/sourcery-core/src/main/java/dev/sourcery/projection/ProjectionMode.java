package dev.sourcery.projection;

/**
 * The mode of a projection, which determines when its handlers run. When the configured
 * mode is changed, the projection is handed over while nodes run: each event is applied
 * once. The database stores the mode that is in effect.
 *
 * @since 0.1
 */
public enum ProjectionMode {

	/**
	 * After the append has committed, in store-wide order, in a separate transaction of
	 * the projection that also moves its checkpoint.
	 */
	ASYNCHRONOUS,

	/**
	 * Within the transaction of the append: the read model is never behind, and an
	 * exception from a handler makes the append fail. Events of different streams may
	 * arrive in another order than that of the store, and events that were stored before
	 * the first start of the projection are not applied until it is rebuilt. A node that
	 * does not run the projection cannot append events that it handles. If a handler
	 * itself appends, other projections are notified of the events it appends before the
	 * events it is handling.
	 */
	IN_TRANSACTION

}
