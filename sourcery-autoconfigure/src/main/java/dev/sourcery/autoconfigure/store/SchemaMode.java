package dev.sourcery.autoconfigure.store;

/**
 * What is done at start about the tables of the event store.
 */
public enum SchemaMode {

	/**
	 * They are created, or brought to the version of the library.
	 */
	MIGRATE,

	/**
	 * Their version is checked, and nothing changed.
	 */
	VALIDATE,

	/**
	 * Nothing.
	 */
	NONE

}
