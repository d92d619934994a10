package dev.sourcery.subscription;

import java.util.List;

import dev.sourcery.Redaction;
import dev.sourcery.event.EventDecodingException;
import dev.sourcery.failure.Causes;
import org.jspecify.annotations.Nullable;

/**
 * Describes failures for logs and health, without the contents of rows, by the beginning
 * of their messages. The methods of a failure may throw.
 */
final class FailureDescription {

	private static final int LONGEST_MESSAGE = 200;

	private static final int MAX_CAUSES = 10;

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
		@Nullable String message = Causes.get(() -> firstLine(Redaction.redact(failure).getMessage()));
		return (message != null) ? name + ": " + message : name;
	}

	private static @Nullable String firstLine(@Nullable String message) {
		if (message == null) {
			return null;
		}
		String line = message.lines().findFirst().orElse("");
		return line.substring(0, Math.min(line.length(), LONGEST_MESSAGE));
	}

	/**
	 * Returns a substitute with the stack traces of a failure and its causes, which can
	 * be printed without invoking their methods.
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
	 * The substitute for a failure in the log.
	 */
	private static final class Trace extends Exception {

		private static final long serialVersionUID = 1L;

		Trace(String description, @Nullable Throwable cause) {
			super(description, cause);
		}

	}

}
