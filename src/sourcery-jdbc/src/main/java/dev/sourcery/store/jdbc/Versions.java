package dev.sourcery.store.jdbc;

import dev.sourcery.store.ExpectedVersion;

/**
 * The versions that an expectation accepts, as a range.
 */
record Versions(long from, long to) {

	static Versions acceptedBy(ExpectedVersion expected) {
		if (expected instanceof ExpectedVersion.Exactly exactly) {
			return new Versions(exactly.version(), exactly.version());
		}
		return new Versions((expected instanceof ExpectedVersion.Exists) ? 1 : 0, Long.MAX_VALUE);
	}

}
