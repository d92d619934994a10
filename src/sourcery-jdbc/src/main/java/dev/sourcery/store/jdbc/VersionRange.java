package dev.sourcery.store.jdbc;

import dev.sourcery.store.ExpectedVersion;

/**
 * The versions that an expectation accepts, as a range.
 */
record VersionRange(long from, long to) {

	static VersionRange acceptedBy(ExpectedVersion expected) {
		if (expected instanceof ExpectedVersion.Exactly exactly) {
			return new VersionRange(exactly.version(), exactly.version());
		}
		return new VersionRange((expected instanceof ExpectedVersion.Exists) ? 1 : 0, Long.MAX_VALUE);
	}

}
