package dev.sourcery.store.jdbc;

import dev.sourcery.store.EncodedAppend;
import dev.sourcery.store.EventStoreException;

/**
 * An event of the id that was to be stored is stored already.
 */
final class EventIdTakenException extends EventStoreException {

	private static final long serialVersionUID = 1L;

	private final transient EncodedAppend append;

	EventIdTakenException(EncodedAppend append, Throwable cause) {
		super("An event id of the append to stream %s is taken".formatted(append.stream()), cause);
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
