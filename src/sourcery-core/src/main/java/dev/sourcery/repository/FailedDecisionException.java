package dev.sourcery.repository;

import java.util.List;
import java.util.function.Supplier;

import dev.sourcery.SourceryException;
import dev.sourcery.store.EventStoreException;

/**
 * Wraps the failure of a decision, so that it is not handled as a failure of the
 * repository's own reads and appends. A decision may use other repositories, whose
 * failures are not conflicts of this repository: a retry would store again the events
 * that the decision has stored before it failed.
 */
final class FailedDecisionException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final EventStoreException failure;

	private FailedDecisionException(EventStoreException failure) {
		super("A decision has failed", failure);
		this.failure = failure;
	}

	/**
	 * Runs a decision and wraps its failure.
	 */
	static List<Object> carrying(Supplier<List<Object>> decision) {
		try {
			return decision.get();
		}
		catch (EventStoreException ex) {
			throw new FailedDecisionException(ex);
		}
	}

	EventStoreException failure() {
		return this.failure;
	}

}
