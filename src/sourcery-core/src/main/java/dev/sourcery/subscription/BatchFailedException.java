package dev.sourcery.subscription;

import java.lang.reflect.UndeclaredThrowableException;

import dev.sourcery.SourceryException;
import dev.sourcery.event.RecordedEvent;

/**
 * Thrown when the transaction of a batch was rolled back.
 */
final class BatchFailedException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final transient RecordedEvent<?> first;

	private final int size;

	private final Throwable reason;

	// not the events: a batch that is too large for the memory must be collectable
	BatchFailedException(RecordedEvent<?> first, int size, Throwable reason) {
		super("A batch failed", reason);
		this.first = first;
		this.size = size;
		this.reason = (reason instanceof UndeclaredThrowableException wrapper) ? wrapper.getUndeclaredThrowable()
				: reason;
	}

	RecordedEvent<?> first() {
		return this.first;
	}

	/**
	 * Returns the failure, or the reason of the rollback if it is a failed batch.
	 */
	static Throwable reasonOf(Throwable failure) {
		return (failure instanceof BatchFailedException batch) ? batch.reason : failure;
	}

	/**
	 * Returns the number of events in a failed batch; 0 if the failure is not that of a
	 * batch.
	 */
	static int sizeOf(Throwable failure) {
		return (failure instanceof BatchFailedException batch) ? batch.size : 0;
	}

}
