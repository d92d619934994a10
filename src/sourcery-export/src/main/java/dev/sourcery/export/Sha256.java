package dev.sourcery.export;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The hash over the lines of the events. Not thread-safe.
 */
final class Sha256 {

	private final MessageDigest digest = create();

	private static MessageDigest create() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	void line(byte[] bytes, int length) {
		this.digest.update(bytes, 0, length);
		this.digest.update((byte) '\n');
	}

	/**
	 * Returns the hash of all lines so far; more lines may follow.
	 */
	String value() {
		try {
			MessageDigest copy = (MessageDigest) this.digest.clone();
			return HexFormat.of().formatHex(copy.digest());
		}
		catch (CloneNotSupportedException ex) {
			throw new IllegalStateException("The SHA-256 implementation of this Java platform cannot be cloned", ex);
		}
	}

}
