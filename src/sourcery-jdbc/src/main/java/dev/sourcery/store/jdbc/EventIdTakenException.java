package dev.sourcery.store.jdbc;

import dev.sourcery.store.EventStoreException;
import dev.sourcery.store.spi.EncodedAppend;

/**
 * An event of the id that was to be stored is stored already.
 */
final class EventIdTakenException extends EventStoreException {

	private static final long serialVersionUID = 1L;

	private final transient EncodedAppend append;

	// no cause of this one: nearly always it is not asked for, and it quotes the row
	private final Exception failure;

	EventIdTakenException(EncodedAppend append, Exception failure) {
		super("An event id of the append is taken", null);
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
