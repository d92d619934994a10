package dev.sourcery.subscription;

import java.util.function.Supplier;

/**
 * Runs operations, and records those that are refused or fail. Thread-safe.
 */
final class RecordedFailures {

	private final SubscriptionOperator stored;

	RecordedFailures(SubscriptionOperator stored) {
		this.stored = stored;
	}

	void run(Operation operation, Runnable action) {
		call(operation, () -> {
			action.run();
			return true;
		});
	}

	<T> T call(Operation operation, Supplier<T> action) {
		try {
			return action.get();
		}
		catch (OperationRefusedException ex) {
			record(operation, "refused: " + ex.problem(), ex);
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			record(operation, "failed: " + FailureDescription.of(ex), ex);
			throw ex;
		}
	}

	private void record(Operation operation, String outcome, Throwable failure) {
		try {
			this.stored.recordSeparately(operation, outcome);
		}
		catch (RuntimeException ex) {
			// the database may be unavailable, which is the failure then
			failure.addSuppressed(ex);
		}
	}

}
