package dev.sourcery.schema;

import dev.sourcery.SourceryException;

/**
 * The database is not PostgreSQL, or a version that is too old, or a product that is only
 * compatible with its protocol.
 */
public final class UnsupportedServerException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final String found;

	private final int oldest;

	UnsupportedServerException(String found, int oldest) {
		super("The database is %s, but sourcery needs PostgreSQL %d or later. Upgrade the server or use another one."
			.formatted(found, oldest), null);
		this.found = found;
		this.oldest = oldest;
	}

	UnsupportedServerException(String found) {
		super("The database is '%s'. It supports the protocol of PostgreSQL, but its sequences or locks behave differently, and the order of events depends on them. Use PostgreSQL."
			.formatted(found), null);
		this.found = found;
		this.oldest = SourcerySchema.OLDEST_SERVER;
	}

	/**
	 * The product and, of PostgreSQL, the version.
	 * @return both as reported by the server
	 */
	public String found() {
		return this.found;
	}

	/**
	 * The oldest version that is supported.
	 * @return the major version
	 */
	public int oldest() {
		return this.oldest;
	}

}
