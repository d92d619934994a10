package dev.sourcery.test.database;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a test database cannot be provided.
 *
 * @since 0.1
 */
public final class TestDatabaseException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	TestDatabaseException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
