package dev.sourcery.projection;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

import dev.sourcery.event.EventDecodingException;
import org.jspecify.annotations.Nullable;

/**
 * Describes failures for logs and health: never by more than the beginning of their
 * messages, because what follows may quote rows, and whatever their methods do.
 */
final class FailureDescription {

	private static final int LONGEST_MESSAGE = 200;

	private static final int MAX_CAUSES = 10;

	// messages of this class quote the value that is not as the column demands
	private static final String DATA_EXCEPTION = "22";

	private FailureDescription() {
	}

	/**
	 * Returns the class and the first line of the message, of the failure and of its root
	 * cause.
	 */
	static String of(Throwable failure) {
		Throwable root = failure;
		@Nullable Throwable next = failure;
		for (int depth = 0; next != null && depth < MAX_CAUSES; depth++) {
			root = next;
			next = causeOf(root);
		}
		return (root == failure) ? describe(failure) : describe(failure) + ", caused by " + describe(root);
	}

	// the cause of an event that cannot be read quotes its payload
	private static @Nullable Throwable causeOf(Throwable failure) {
		return (failure instanceof EventDecodingException) ? null : Causes.get(failure::getCause);
	}

	private static String describe(Throwable failure) {
		String name = failure.getClass().getName();
		@Nullable String quoting = quotingState(failure);
		if (quoting != null) {
			return "%s: SQLSTATE %s".formatted(name, quoting);
		}
		@Nullable String message = Causes.get(() -> firstLine(failure.getMessage()));
		return (message != null) ? name + ": " + message : name;
	}

	private static @Nullable String quotingState(Throwable failure) {
		return Causes.of(failure)
			.stream()
			.filter(SQLException.class::isInstance)
			.map((cause) -> Causes.get(((SQLException) cause)::getSQLState))
			.filter(Objects::nonNull)
			.filter((state) -> state.startsWith(DATA_EXCEPTION))
			.findFirst()
			.orElse(null);
	}

	private static @Nullable String firstLine(@Nullable String message) {
		if (message == null) {
			return null;
		}
		String line = message.lines().findFirst().orElse("");
		return line.substring(0, Math.min(line.length(), LONGEST_MESSAGE));
	}

	/**
	 * Returns a stand-in with the stack traces of a failure and its causes, which can be
	 * printed without calling their methods.
	 */
	static Throwable trace(Throwable failure) {
		return trace(failure, MAX_CAUSES);
	}

	private static Throwable trace(Throwable failure, int depth) {
		@Nullable Throwable cause = causeOf(failure);
		Trace trace = new Trace(describe(failure), (cause != null && depth > 0) ? trace(cause, depth - 1) : null);
		StackTraceElement @Nullable [] frames = Causes.get(failure::getStackTrace);
		trace.setStackTrace((frames != null) ? frames : new StackTraceElement[0]);
		if (depth == MAX_CAUSES) {
			List.of(failure.getSuppressed()).forEach((suppressed) -> trace.addSuppressed(trace(suppressed, 0)));
		}
		return trace;
	}

	/**
	 * What stands in the log for a failure.
	 */
	private static final class Trace extends Exception {

		private static final long serialVersionUID = 1L;

		Trace(String description, @Nullable Throwable cause) {
			super(description, cause);
		}

	}

}
