package dev.sourcery.export;

import java.nio.file.Path;
import java.util.Optional;

import dev.sourcery.SourceryException;
import org.jspecify.annotations.Nullable;

/**
 * Exception thrown if a file of exported events cannot be used. The message contains the
 * remedy, and no content of the file.
 *
 * @since 0.1
 */
public final class EventFileException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final transient Path file;

	private final Problem kind;

	private final @Nullable Long line;

	EventFileException(Path file, Problem kind, @Nullable Long line, String message, @Nullable Throwable cause) {
		super("%s%s: %s".formatted(file, (line == null) ? "" : ", line " + line, message), cause);
		this.file = file;
		this.kind = kind;
		this.line = line;
	}

	/**
	 * The file.
	 * @return the path as passed by the caller
	 */
	public Path file() {
		return this.file;
	}

	/**
	 * The problem with the file.
	 * @return the problem
	 */
	public Problem kind() {
		return this.kind;
	}

	/**
	 * The line that has the problem.
	 * @return the number of the line, from 1, or empty if the problem concerns the whole
	 * file
	 */
	public Optional<Long> line() {
		return Optional.ofNullable(this.line);
	}

	/**
	 * The possible problems of a file.
	 */
	public enum Problem {

		/**
		 * The file does not exist.
		 */
		MISSING,

		/**
		 * A file exists already and would be overwritten.
		 */
		EXISTS,

		/**
		 * Another export is writing the file.
		 */
		IN_USE,

		/**
		 * The database server was restarted or replaced while the file was written; the
		 * export must be resumed.
		 */
		INTERRUPTED,

		/**
		 * The file cannot be read or written; the cause contains the reason.
		 */
		UNUSABLE,

		/**
		 * The file does not begin with the header of an export of sourcery.
		 */
		NO_EXPORT,

		/**
		 * The format version of the file is not supported by this version of sourcery.
		 */
		UNKNOWN_FORMAT_VERSION,

		/**
		 * A line is not in the format of sourcery, or has a value that PostgreSQL does
		 * not store.
		 */
		MALFORMED_LINE,

		/**
		 * The file contains an event twice, or two events at the same version of a
		 * stream.
		 */
		REPEATED_EVENT,

		/**
		 * The footer is missing: the file has been truncated.
		 */
		INCOMPLETE,

		/**
		 * The number or the hash of the events differs from the footer: the file has been
		 * changed.
		 */
		CHANGED

	}

}
