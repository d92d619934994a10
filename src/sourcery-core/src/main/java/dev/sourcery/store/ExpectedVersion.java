package dev.sourcery.store;

/**
 * What an append demands of the version its stream has before. Always enforced by the
 * store itself.
 */
public sealed interface ExpectedVersion {

	/**
	 * Whatever version the stream has, also none. Versions stay dense.
	 * @return the expectation
	 */
	static ExpectedVersion any() {
		return new Any();
	}

	/**
	 * The stream does not exist yet.
	 * @return the expectation
	 */
	static ExpectedVersion noStream() {
		return new Exactly(0);
	}

	/**
	 * The stream exists, at whatever version.
	 * @return the expectation
	 */
	static ExpectedVersion exists() {
		return new Exists();
	}

	/**
	 * The stream has exactly this version.
	 * @param version the version; 0 means no stream
	 * @return the expectation
	 */
	static ExpectedVersion exactly(long version) {
		return new Exactly(version);
	}

	/**
	 * Whether a version satisfies the expectation.
	 * @param version the version of the stream, 0 for none
	 * @return {@code true} if it does
	 */
	boolean accepts(long version);

	/**
	 * Any version.
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
	 * Any version but 0.
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
	 * One version.
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
