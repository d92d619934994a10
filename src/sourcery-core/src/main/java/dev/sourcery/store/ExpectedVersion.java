package dev.sourcery.store;

/**
 * The version an append requires its stream to have. Always enforced by the store itself.
 *
 * @since 0.1
 */
public sealed interface ExpectedVersion {

	/**
	 * Returns an expectation that any version meets, including none. Versions remain
	 * dense.
	 * @return the expectation
	 */
	static ExpectedVersion any() {
		return new Any();
	}

	/**
	 * Returns an expectation that the stream does not exist yet.
	 * @return the expectation
	 */
	static ExpectedVersion noStream() {
		return new Exactly(0);
	}

	/**
	 * Returns an expectation that the stream exists, at any version.
	 * @return the expectation
	 */
	static ExpectedVersion exists() {
		return new Exists();
	}

	/**
	 * Returns an expectation that the stream has exactly this version.
	 * @param version the version; 0 means no stream
	 * @return the expectation
	 */
	static ExpectedVersion exactly(long version) {
		return new Exactly(version);
	}

	/**
	 * Returns whether a version satisfies the expectation.
	 * @param version the version of the stream, 0 for none
	 * @return {@code true} if it does
	 */
	boolean accepts(long version);

	/**
	 * Expects any version.
	 */
	record Any() implements ExpectedVersion {

		@Override
		public boolean accepts(long version) {
			return true;
		}

		@Override
		public String toString() {
			return "any version";
		}

	}

	/**
	 * Expects any version except 0.
	 */
	record Exists() implements ExpectedVersion {

		@Override
		public boolean accepts(long version) {
			return version > 0;
		}

		@Override
		public String toString() {
			return "an existing stream";
		}

	}

	/**
	 * Expects one version.
	 *
	 * @param version the version; 0 means no stream
	 */
	record Exactly(long version) implements ExpectedVersion {

		/**
		 * Checks the version.
		 * @param version the version
		 * @throws InvalidAppendException if the version is negative
		 */
		public Exactly {
			if (version < 0) {
				throw new InvalidAppendException(
						"An expected version is never negative, but got %d; 0 means that there is no stream"
							.formatted(version),
						null, null);
			}
		}

		@Override
		public boolean accepts(long actual) {
			return actual == this.version;
		}

		@Override
		public String toString() {
			return (this.version == 0) ? "no stream" : "version " + this.version;
		}

	}

}
