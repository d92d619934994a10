package dev.sourcery.embedded;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the embedded PostgreSQL cannot be used.
 * {@link EmbeddedPostgresFailureAnalyzer} reports it to the user.
 */
abstract sealed class EmbeddedPostgresException extends RuntimeException
		permits EmbeddedPostgresLockedException, EmbeddedPostgresStartException, EmbeddedPostgresVersionException {

	private static final long serialVersionUID = 1L;

	private final transient Path directory;

	EmbeddedPostgresException(Path directory, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.directory = directory;
	}

	Path directory() {
		return this.directory;
	}

	/**
	 * Returns the action that the user can take to fix the problem.
	 * @return the advice
	 */
	abstract String advice();

}
