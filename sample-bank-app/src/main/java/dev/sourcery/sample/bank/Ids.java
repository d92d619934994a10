package dev.sourcery.sample.bank;

import java.util.regex.Pattern;

/**
 * Validation of the format of ids.
 */
public final class Ids {

	private static final Pattern FORM = Pattern.compile("[A-Za-z0-9-]{1,64}");

	private Ids() {
	}

	public static void check(String id) {
		if (!FORM.matcher(id).matches()) {
			throw new IllegalArgumentException("An id consists of 1 to 64 letters, digits and hyphens");
		}
	}

}
