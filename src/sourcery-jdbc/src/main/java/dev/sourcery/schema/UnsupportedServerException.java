package dev.sourcery.schema;

import dev.sourcery.SourceryException;

/**
 * Exception thrown if the database is not PostgreSQL, is a version of PostgreSQL that is
 * too old, or is a product that is only compatible with its protocol.
 *
 * @since 0.1
 */
public final class UnsupportedServerException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final String found;

	private final int oldest;

	UnsupportedServerException(String found, int oldest) {
		this(found, oldest, "The database is %s, but sourcery needs PostgreSQL %d or later".formatted(found, oldest),
				"Upgrade the server or use another one.");
	}

	UnsupportedServerException(String found) {
		this(found, SourcerySchema.OLDEST_SERVER,
				"The database is '%s'. It supports the protocol of PostgreSQL, but its sequences or locks behave differently, and the order of events depends on them"
					.formatted(found),
				"Use PostgreSQL.");
	}

	private UnsupportedServerException(String found, int oldest, String problem, String remedy) {
		super(problem, remedy, null);
		this.found = found;
		this.oldest = oldest;
	}

	/**
	 * The product and, for PostgreSQL, the version.
	 * @return both as reported by the server
	 */
	public String found() {
		return this.found;
	}

	/**
	 * The oldest supported version.
	 * @return the major version
	 */
	public int oldest() {
		return this.oldest;
	}

}
