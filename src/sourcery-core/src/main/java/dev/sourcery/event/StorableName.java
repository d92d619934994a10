package dev.sourcery.event;

import org.jspecify.annotations.Nullable;

/**
 * The rule for names that are stored as text: 1 to 255 characters, not blank, without
 * control characters and lone surrogates, which PostgreSQL cannot store. Characters are
 * Unicode code points, as PostgreSQL counts them. The rule is for the names that sourcery
 * defines; applications do not need it.
 *
 * @since 0.1
 */
public final class StorableName {

	/**
	 * The maximum length of a name, in code points.
	 */
	public static final int MAX_LENGTH = 255;

	private StorableName() {
	}

	/**
	 * Returns the part of the rule that a text violates.
	 * @param text the text
	 * @return the rule as the predicate of a sentence, or {@code null} if the text is a
	 * valid name
	 */
	public static @Nullable String problemOf(String text) {
		if (isPlain(text)) {
			return null;
		}
		if (!hasLength(text)) {
			return "has 1 to %d characters and is not blank, but this has %d".formatted(MAX_LENGTH, length(text));
		}
		for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
			if (isUnstorable(text.codePointAt(i))) {
				return "has no control characters and no lone surrogates";
			}
		}
		return null;
	}

	/**
	 * Returns whether a text is not blank and not too long. The other parts of the rule
	 * are not checked, because names that are already stored may violate them.
	 * @param text the text
	 * @return {@code true} if the text has the length of a name
	 */
	public static boolean hasLength(String text) {
		return !text.isBlank() && (text.length() <= MAX_LENGTH || length(text) <= MAX_LENGTH);
	}

	/**
	 * Counts the characters of a text.
	 * @param text the text
	 * @return the number of code points
	 */
	public static int length(String text) {
		return text.codePointCount(0, text.length());
	}

	// runs for every stream that is read, and nearly all names take this path
	private static boolean isPlain(String text) {
		if (text.isEmpty() || text.length() > MAX_LENGTH) {
			return false;
		}
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
				return false;
			}
		}
		return true;
	}

	private static boolean isUnstorable(int codePoint) {
		return Character.isISOControl(codePoint)
				|| (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE);
	}

}
