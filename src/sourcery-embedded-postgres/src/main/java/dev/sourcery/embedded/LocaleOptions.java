package dev.sourcery.embedded;

import java.util.Map;

/**
 * The locale options of {@code initdb} with which texts have the same order on every
 * machine, the order of their code points.
 */
final class LocaleOptions {

	private static final int FIRST_WITH_BUILTIN_PROVIDER = 17;

	private LocaleOptions() {
	}

	/**
	 * Returns the options. The provider {@code builtin} also converts the case of letters
	 * outside of ASCII. PostgreSQL before 17 does not support it; there the order of the
	 * locale {@code C} is the same.
	 * @param majorVersion the major version of PostgreSQL
	 * @return the options by name
	 */
	static Map<String, String> of(int majorVersion) {
		if (majorVersion < FIRST_WITH_BUILTIN_PROVIDER) {
			return Map.of("locale", "C");
		}
		return Map.of("locale", "C", "locale-provider", "builtin", "builtin-locale", "C.UTF-8");
	}

}
