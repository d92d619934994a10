package dev.sourcery.store.jdbc;

import dev.sourcery.store.EncodedAppend;
import dev.sourcery.store.EventStoreException;

/**
 * Another writer has stored the version that was to be stored.
 */
final class StreamMovedException extends EventStoreException {

	private static final long serialVersionUID = 1L;

	private final transient EncodedAppend append;

	StreamMovedException(EncodedAppend append, Throwable cause) {
		super("Another writer has stored this version of stream " + append.stream(), cause);
		this.append = append;
	}

	EncodedAppend append() {
		return this.append;
	}

	// it never leaves this package, and on a hot stream there are many
	@Override
	public Throwable fillInStackTrace() {
		return this;
	}

}
