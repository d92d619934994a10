package dev.sourcery.schema;

import dev.sourcery.SourceryException;

/**
 * The PostgreSQL server is too old.
 */
public final class UnsupportedServerException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final String found;

	private final int oldest;

	UnsupportedServerException(String found, int oldest) {
		super("The server is PostgreSQL %s, but sourcery needs %d or later. Upgrade the server or use another one."
			.formatted(found, oldest), null);
		this.found = found;
		this.oldest = oldest;
	}

	/**
	 * The version of the server.
	 * @return the version as the server says it
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
