package dev.sourcery.store.jdbc;

import dev.sourcery.store.AppendOutcomeUnknownException;
import dev.sourcery.store.EventIdConflictException;
import dev.sourcery.store.InvalidAppendException;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.spi.EncodedAppend;

/**
 * Whether an append whose first attempt may be stored, or may still be under way on the
 * server, is known not to be stored after the second attempt has failed.
 */
final class Doubt {

	private Doubt() {
	}

	/**
	 * Only what no later moment changes is an answer: an event id is taken for ever, and
	 * a stream that has gone past a version does not return to it. That a stream does not
	 * exist yet, for example, is none.
	 */
	static boolean isRemovedBy(Throwable failure, EncodedAppend append) {
		if (failure instanceof VersionConflictException conflict) {
			return conflict.actual() != null && conflict.actual() > VersionRange.acceptedBy(append.expected()).to();
		}
		// an unknown outcome says itself that it is unknown
		return failure instanceof EventIdConflictException || failure instanceof InvalidAppendException
				|| failure instanceof AppendOutcomeUnknownException;
	}

}
