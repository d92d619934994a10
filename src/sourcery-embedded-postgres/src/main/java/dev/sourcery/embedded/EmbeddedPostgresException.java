package dev.sourcery.embedded;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * The embedded PostgreSQL cannot be used. {@link EmbeddedPostgresFailureAnalyzer} tells
 * the user.
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
	 * What the user can do about it.
	 * @return the advice
	 */
	abstract String advice();

}
