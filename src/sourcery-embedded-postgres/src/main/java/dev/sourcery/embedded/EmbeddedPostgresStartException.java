package dev.sourcery.embedded;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the server does not start.
 */
final class EmbeddedPostgresStartException extends EmbeddedPostgresException {

	private static final long serialVersionUID = 1L;

	private static final String ADVICE = "Fix the problem described above, or use a PostgreSQL server of your own by "
			+ "setting spring.datasource.url.";

	private final String advice;

	EmbeddedPostgresStartException(Path directory, String reason, @Nullable Throwable cause) {
		this(directory, reason, ADVICE, cause);
	}

	EmbeddedPostgresStartException(Path directory, String reason, String advice, @Nullable Throwable cause) {
		super(directory, "The embedded PostgreSQL in %s did not start: %s".formatted(directory, reason), cause);
		this.advice = advice;
	}

	@Override
	String advice() {
		return this.advice;
	}

}
