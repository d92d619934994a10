package dev.sourcery.event;

import java.util.Optional;

/**
 * Finds characters in JSON that PostgreSQL refuses to store as JSON: NUL, and surrogates
 * that are not a pair. They are detected here rather than by the server because the class
 * of the event is known here.
 */
final class StorableText {

	private static final int PART = 4096;

	private StorableText() {
	}

	static Optional<String> problemOf(String json) {
		int nul = json.indexOf("\\u0000");
		while (nul >= 0) {
			if (isEscape(json, nul)) {
				return Optional.of("it contains the character \\u0000, which PostgreSQL cannot store");
			}
			nul = json.indexOf("\\u0000", nul + 1);
		}
		return hasLoneSurrogate(json) ? Optional.of("it contains a lone surrogate, which PostgreSQL cannot store")
				: Optional.empty();
	}

	// copies parts to an array, because a call for each character takes five times as
	// long until the code is compiled
	private static boolean hasLoneSurrogate(String json) {
		char[] part = new char[Math.min(json.length(), PART)];
		boolean high = false;
		for (int from = 0; from < json.length(); from += part.length) {
			int length = Math.min(part.length, json.length() - from);
			json.getChars(from, from + length, part, 0);
			for (int i = 0; i < length; i++) {
				if (high != Character.isLowSurrogate(part[i])) {
					return true;
				}
				high = Character.isHighSurrogate(part[i]);
			}
		}
		return high;
	}

	// an even number of backslashes before it means that this one is text, not an escape
	private static boolean isEscape(String json, int at) {
		int before = 0;
		while (at - 1 - before >= 0 && json.charAt(at - 1 - before) == '\\') {
			before++;
		}
		return before % 2 == 0;
	}

}
