package dev.sourcery.event;

import java.util.Optional;

/**
 * Finds in JSON what PostgreSQL refuses to store as JSON: NUL, and surrogates that are
 * not a pair. Better found here, where the event's class is known, than by the server.
 */
final class StorableText {

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
		return hasLoneSurrogate(json.toCharArray())
				? Optional.of("it contains a lone surrogate, which PostgreSQL cannot store") : Optional.empty();
	}

	// an array, because it takes a fifth of the time until the code is compiled
	private static boolean hasLoneSurrogate(char[] json) {
		for (int i = 0; i < json.length; i++) {
			if (json[i] >= Character.MIN_SURROGATE && json[i] <= Character.MAX_SURROGATE) {
				boolean pair = Character.isHighSurrogate(json[i]) && i + 1 < json.length
						&& Character.isLowSurrogate(json[i + 1]);
				if (!pair) {
					return true;
				}
				i++;
			}
		}
		return false;
	}

	// in a name, which is stored as text
	static boolean isUnstorable(int codePoint) {
		return Character.isISOControl(codePoint)
				|| (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE);
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
