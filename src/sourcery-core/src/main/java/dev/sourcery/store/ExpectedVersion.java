package dev.sourcery.store;

import dev.sourcery.event.Position;
import org.jspecify.annotations.Nullable;

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
	 * Returns an expectation that the stream has exactly this version, and that the event
	 * of this version has this position. It protects a decision on a state in memory: a
	 * fail-over or a restored backup may have replaced the event by another one of the
	 * same version.
	 * @param version the version, from 1
	 * @param lastPosition the position of the event of that version
	 * @return the expectation
	 */
	static ExpectedVersion exactly(long version, Position lastPosition) {
		return new Exactly(version, lastPosition);
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
	 * @param lastPosition the required position of the event of that version, or
	 * {@code null} if any position is accepted
	 */
	record Exactly(long version, @Nullable Position lastPosition) implements ExpectedVersion {

		/**
		 * Checks the version.
		 * @param version the version
		 * @param lastPosition the required position of the event of that version
		 * @throws InvalidAppendException if the version is negative, or 0 with a position
		 */
		public Exactly {
			if (version < 0) {
				throw new InvalidAppendException(
						"An expected version is never negative, but got %d; 0 means that there is no stream"
							.formatted(version),
						null, null);
			}
			if (version == 0 && lastPosition != null) {
				throw new InvalidAppendException("A stream that does not exist has no event with a position", null,
						null);
			}
		}

		/**
		 * Creates an expectation that accepts any position.
		 * @param version the version; 0 means no stream
		 * @throws InvalidAppendException if the version is negative
		 */
		public Exactly(long version) {
			this(version, null);
		}

		@Override
		public boolean accepts(long actual) {
			return actual == this.version;
		}

		@Override
		public String toString() {
			String text = (this.version == 0) ? "no stream" : "version " + this.version;
			return (this.lastPosition == null) ? text : text + " at position " + this.lastPosition;
		}

	}

}
