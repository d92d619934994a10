package dev.sourcery.store.jdbc;

import dev.sourcery.store.EventStoreException;
import dev.sourcery.store.spi.EncodedAppend;

/**
 * Another writer has stored the version that was to be stored.
 */
final class StreamMovedException extends EventStoreException {

	private static final long serialVersionUID = 1L;

	private final transient EncodedAppend append;

	// no cause of this one: nearly always it is not asked for, and it quotes the row
	private final Exception failure;

	StreamMovedException(EncodedAppend append, Exception failure) {
		super("Another writer has stored this version", null);
		this.append = append;
		this.failure = failure;
	}

	EncodedAppend append() {
		return this.append;
	}

	/**
	 * What the database reported.
	 */
	Exception failure() {
		return this.failure;
	}

	// it never leaves this package, and on a hot stream there are many
	@Override
	public Throwable fillInStackTrace() {
		return this;
	}

}
