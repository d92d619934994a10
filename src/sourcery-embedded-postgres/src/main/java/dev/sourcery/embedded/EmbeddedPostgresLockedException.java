package dev.sourcery.embedded;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when another application currently uses the directory.
 */
final class EmbeddedPostgresLockedException extends EmbeddedPostgresException {

	private static final long serialVersionUID = 1L;

	private final @Nullable Long holder;

	EmbeddedPostgresLockedException(Path directory, @Nullable Long holder) {
		super(directory, "The embedded PostgreSQL in %s is in use by %s.".formatted(directory, describe(holder)), null);
		this.holder = holder;
	}

	/**
	 * Returns the id of the process that uses the directory.
	 * @return the process id, or {@code null} if it could not be determined
	 */
	@Nullable Long holder() {
		return this.holder;
	}

	@Override
	String advice() {
		return """
				Stop the other application, or give this one a directory of its own with sourcery.embedded.directory, \
				or let both use one PostgreSQL server by setting spring.datasource.url.""";
	}

	private static String describe(@Nullable Long holder) {
		if (holder == null) {
			return "another process";
		}
		if (holder == ProcessHandle.current().pid()) {
			return "another application context of this process (%d)".formatted(holder);
		}
		return "process %d".formatted(holder);
	}

}
