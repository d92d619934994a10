package dev.sourcery.store.jdbc.oracle;

/**
 * How a writer goes about it.
 */
enum Style {

	/**
	 * One append outside a transaction.
	 */
	ALONE,

	/**
	 * Several appends in a transaction that writes other tables too, pauses, uses
	 * savepoints, and sometimes rolls back.
	 */
	IN_TRANSACTION,

	/**
	 * As {@link #IN_TRANSACTION}, but committed or rolled back in two phases.
	 */
	PREPARED

}
