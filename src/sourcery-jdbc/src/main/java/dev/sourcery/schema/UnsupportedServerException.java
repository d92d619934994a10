package dev.sourcery.schema;

import dev.sourcery.SourceryException;

/**
 * The database is not a PostgreSQL server, too old a one, or a look-alike.
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
		super("The database is '%s'. It uses the protocol of PostgreSQL, but its sequences or locks differ from those of PostgreSQL, on which the order of events depends. Use PostgreSQL."
			.formatted(found), null);
		this.found = found;
		this.oldest = SourcerySchema.OLDEST_SERVER;
	}

	/**
	 * The product and, of PostgreSQL, the version.
	 * @return both as the server says it
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
