package dev.sourcery.store.jdbc;

import dev.sourcery.store.AppendOutcomeUnknownException;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.InvalidAppendException;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.spi.EncodedAppend;

/**
 * Decides whether the failure of a second attempt proves that an append is not stored, if
 * its first attempt may be stored, or may still be in progress on the server.
 */
final class UncertainAppend {

	private UncertainAppend() {
	}

	/**
	 * Returns whether a failure proves that the append is not stored. Only permanent
	 * facts are a proof: an event id remains in use permanently, and a stream that has
	 * passed a version does not return to it. A stream that does not exist yet, for
	 * example, proves nothing.
	 */
	static boolean isRemovedBy(Throwable failure, EncodedAppend append) {
		if (failure instanceof VersionConflictException conflict) {
			return conflict.actual() != null && conflict.actual() > VersionRange.acceptedBy(append.expected()).to();
		}
		// an unknown outcome is reported as unknown by its own exception
		return failure instanceof EventIdConflictException || failure instanceof InvalidAppendException
				|| failure instanceof AppendOutcomeUnknownException;
	}

}
