package dev.sourcery.test.event;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when no sample of an event class can be created.
 */
final class UnsupportedSampleException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	UnsupportedSampleException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
