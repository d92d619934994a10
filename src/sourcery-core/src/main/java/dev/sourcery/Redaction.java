package dev.sourcery;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Removes the contents of rows from failures, for messages and logs. PostgreSQL quotes
 * them in the details of an error ("Failing row contains …"), the driver includes the
 * details in its message, and frameworks include that message in theirs.
 *
 * @since 0.1
 */
public final class Redaction {

	// https://www.postgresql.org/docs/current/errcodes-appendix.html: data exceptions
	private static final String DATA_EXCEPTION = "22";

	// in any language of the server: from the first quotation mark to the last, or to the
	// end of the line
	private static final Pattern QUOTATION = Pattern.compile("[\"'«»„“”‘’「」『』].*[\"'«»„“”‘’「」『』]|[\"'«»„“”‘’「」『』].*");

	private static final Pattern POSITION = Pattern.compile(" *Position ?: ?\\d+");

	private final IdentityHashMap<Throwable, Throwable> copies = new IdentityHashMap<>();

	private Redaction() {
	}

	/**
	 * Returns the failure without the contents of rows.
	 * @param failure any failure
	 * @return the failure itself if no database error in it quotes any, otherwise a copy
	 * with the same stack traces and SQLSTATEs, and the first line of each error
	 */
	public static Throwable redact(Throwable failure) {
		try {
			return redactQuoting(failure);
		}
		catch (RuntimeException | StackOverflowError ex) {
			// the methods of the failure throw: only its class is reported
			return new RedactedException(failure, null);
		}
	}

	private static Throwable redactQuoting(Throwable failure) {
		Set<Throwable> all = Collections.newSetFromMap(new IdentityHashMap<>());
		collect(failure, all);
		Map<String, String> replacements = new LinkedHashMap<>();
		// the message of a batch contains the message of its statement: the longest first
		all.stream()
			.filter((each) -> each instanceof SQLException error && quotes(error))
			.map(SQLException.class::cast)
			.sorted(Comparator.comparingInt((SQLException error) -> String.valueOf(error.getMessage()).length())
				.reversed())
			.forEach((error) -> replacements.put(String.valueOf(error.getMessage()), summary(error)));
		return replacements.isEmpty() ? failure : new Redaction().copy(failure, replacements);
	}

	/**
	 * Describes the failure in one line, as {@link Throwable#toString()} does, without
	 * the contents of rows.
	 * @param failure any failure
	 * @return the class and message of the failure
	 */
	public static String describe(Throwable failure) {
		try {
			return redact(failure).toString();
		}
		catch (RuntimeException | StackOverflowError ex) {
			return failure.getClass().getName();
		}
	}

	/**
	 * Returns the failure without any message except those of sourcery, for failures of
	 * code that may quote the event it handles.
	 * @param failure any failure
	 * @return the failure itself if it is an exception of sourcery, otherwise a copy with
	 * the same stack traces
	 */
	public static Throwable withoutMessages(Throwable failure) {
		if (failure instanceof SourceryException || failure instanceof RedactedException) {
			return failure;
		}
		try {
			return new Redaction().copyWithoutMessages(failure);
		}
		catch (RuntimeException | StackOverflowError ex) {
			return new RedactedException(failure, null);
		}
	}

	private static void collect(@Nullable Throwable failure, Set<Throwable> all) {
		if (failure == null || !all.add(failure)) {
			return;
		}
		collect(failure.getCause(), all);
		Stream.of(failure.getSuppressed()).forEach((suppressed) -> collect(suppressed, all));
		if (failure instanceof SQLException error) {
			collect(error.getNextException(), all);
		}
	}

	private static boolean quotes(SQLException error) {
		return !(error instanceof RedactedSqlException) && error.getMessage() != null
				&& !summary(error).equals(error.getMessage());
	}

	/**
	 * Returns the first line, and the position in the statement if that follows; the
	 * details come after them. A data exception quotes the value in the first line.
	 */
	private static String summary(SQLException error) {
		if (error instanceof BatchUpdateException) {
			return "A batch of statements failed";
		}
		List<String> lines = String.valueOf(error.getMessage()).lines().limit(2).toList();
		String first = lines.isEmpty() ? "" : lines.get(0);
		if (error.getSQLState() != null && error.getSQLState().startsWith(DATA_EXCEPTION)) {
			first = withoutValue(first);
		}
		return (lines.size() > 1 && POSITION.matcher(lines.get(1)).matches()) ? first + "\n" + lines.get(1) : first;
	}

	private static String withoutValue(String message) {
		int severity = message.indexOf(": ") + 1;
		String text = QUOTATION.matcher(message.substring(severity)).replaceAll(Matcher.quoteReplacement("\"…\""));
		int end = text.indexOf(':');
		return message.substring(0, severity) + ((end < 0) ? text : text.substring(0, end));
	}

	private Throwable copy(Throwable failure, Map<String, String> replacements) {
		Throwable known = this.copies.get(failure);
		if (known != null) {
			return known;
		}
		if (!isAffected(failure, replacements)) {
			return failure;
		}
		if (failure instanceof SQLException error) {
			RedactedSqlException copy = new RedactedSqlException(error, summary(error));
			complete(failure, copy, replacements);
			if (error.getNextException() != null) {
				copy.setNextException((SQLException) copy(error.getNextException(), replacements));
			}
			return copy;
		}
		String message = failure.getMessage();
		for (Map.Entry<String, String> replacement : replacements.entrySet()) {
			message = (message != null) ? message.replace(replacement.getKey(), replacement.getValue()) : null;
		}
		return complete(failure, new RedactedException(failure, message), replacements);
	}

	/**
	 * Returns whether the failure, or any failure reachable from it, must be replaced.
	 */
	private static boolean isAffected(Throwable failure, Map<String, String> replacements) {
		Set<Throwable> all = Collections.newSetFromMap(new IdentityHashMap<>());
		collect(failure, all);
		return all.stream()
			.map(Throwable::getMessage)
			.anyMatch((message) -> message != null && replacements.keySet().stream().anyMatch(message::contains));
	}

	private Throwable complete(Throwable failure, Throwable copy, Map<String, String> replacements) {
		this.copies.put(failure, copy);
		copy.setStackTrace(failure.getStackTrace());
		Throwable cause = failure.getCause();
		if (cause != null && !this.copies.containsKey(cause)) {
			copy.initCause(copy(cause, replacements));
		}
		Stream.of(failure.getSuppressed())
			.filter((suppressed) -> !this.copies.containsKey(suppressed))
			.forEach((suppressed) -> copy.addSuppressed(copy(suppressed, replacements)));
		return copy;
	}

	private Throwable copyWithoutMessages(Throwable failure) {
		RedactedException copy = new RedactedException(failure, null);
		this.copies.put(failure, copy);
		copy.setStackTrace(failure.getStackTrace());
		Throwable cause = failure.getCause();
		if (cause != null && !this.copies.containsKey(cause)) {
			copy.initCause((cause instanceof SourceryException) ? cause : copyWithoutMessages(cause));
		}
		return copy;
	}

	/**
	 * An exception that prints like the original, but has another message.
	 */
	private static final class RedactedException extends Exception {

		private static final long serialVersionUID = 1L;

		private final String name;

		RedactedException(Throwable original, @Nullable String message) {
			super(message);
			this.name = original.getClass().getName();
		}

		@Override
		public Throwable fillInStackTrace() {
			return this;
		}

		@Override
		@SuppressWarnings("OverrideThrowableToString") // the text begins with the class
														// of the original
		public String toString() {
			return (getMessage() != null) ? this.name + ": " + getMessage() : this.name;
		}

	}

	/**
	 * An exception that prints like the original, but without its details.
	 */
	private static final class RedactedSqlException extends SQLException {

		private static final long serialVersionUID = 1L;

		private final String name;

		RedactedSqlException(SQLException original, String message) {
			super(message, original.getSQLState(), original.getErrorCode());
			this.name = original.getClass().getName();
		}

		@Override
		public Throwable fillInStackTrace() {
			return this;
		}

		@Override
		@SuppressWarnings("OverrideThrowableToString") // the text begins with the class
														// of the original
		public String toString() {
			return this.name + ": " + Objects.requireNonNullElse(getMessage(), "");
		}

	}

}
