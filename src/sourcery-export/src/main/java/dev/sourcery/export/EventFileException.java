package dev.sourcery.export;

import java.nio.file.Path;
import java.util.Optional;

import dev.sourcery.SourceryException;
import org.jspecify.annotations.Nullable;

/**
 * A file of exported events cannot be used. The message says what to do, and quotes
 * nothing of what stands in the file.
 */
public final class EventFileException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final transient Path file;

	private final Problem problem;

	private final @Nullable Long line;

	EventFileException(Path file, Problem problem, @Nullable Long line, String message, @Nullable Throwable cause) {
		super("%s%s: %s".formatted(file, (line == null) ? "" : ", line " + line, message), cause);
		this.file = file;
		this.problem = problem;
		this.line = line;
	}

	/**
	 * The file.
	 * @return its path as it was given
	 */
	public Path file() {
		return this.file;
	}

	/**
	 * What is wrong.
	 * @return the problem
	 */
	public Problem problem() {
		return this.problem;
	}

	/**
	 * The line that is wrong.
	 * @return its number, from 1, or empty if it is the file as a whole
	 */
	public Optional<Long> line() {
		return Optional.ofNullable(this.line);
	}

	/**
	 * What may be wrong with a file.
	 */
	public enum Problem {

		/**
		 * There is no such file.
		 */
		MISSING,

		/**
		 * There is a file already that would be overwritten.
		 */
		EXISTS,

		/**
		 * Another export is writing it.
		 */
		IN_USE,

		/**
		 * The database server was restarted or replaced while it was written; the export
		 * has to be resumed.
		 */
		INTERRUPTED,

		/**
		 * It cannot be read or written; the cause says why.
		 */
		UNUSABLE,

		/**
		 * It does not begin as an export of sourcery does.
		 */
		NO_EXPORT,

		/**
		 * Its format version is not known to this version of sourcery.
		 */
		UNKNOWN_FORMAT_VERSION,

		/**
		 * A line is not what sourcery writes, or not what PostgreSQL stores.
		 */
		MALFORMED_LINE,

		/**
		 * An event stands in the file twice, or two events at one version of a stream.
		 */
		REPEATED_EVENT,

		/**
		 * The footer is missing: the file has been cut off.
		 */
		INCOMPLETE,

		/**
		 * Number or hash of the events are not those of the footer: the file has been
		 * changed.
		 */
		CHANGED

	}

}
