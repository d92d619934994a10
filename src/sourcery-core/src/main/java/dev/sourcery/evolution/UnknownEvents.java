package dev.sourcery.evolution;

/**
 * The ways to read stored events whose type or schema version is not known.
 *
 * @since 0.1
 */
public enum UnknownEvents {

	/**
	 * Reading them fails.
	 */
	REFUSE,

	/**
	 * They are left out. Each type is logged once, as a warning.
	 */
	IGNORE

}
