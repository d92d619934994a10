package dev.sourcery.autoconfigure.store;

/**
 * The action taken on the tables of the event store at startup.
 *
 * @since 0.1
 */
public enum SchemaMode {

	/**
	 * Creates the tables, or migrates them to the version of the library.
	 */
	MIGRATE,

	/**
	 * Checks the version of the tables without changing them.
	 */
	VALIDATE,

	/**
	 * Takes no action.
	 */
	NONE

}
