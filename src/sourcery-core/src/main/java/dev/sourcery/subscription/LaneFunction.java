package dev.sourcery.subscription;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Assigns keys to lanes. The lane of a key is the remainder of its hash divided by the
 * number of lanes. The hash is the unsigned number in the first four bytes, most
 * significant byte first, of the SHA-256 digest of the key in UTF-8. PostgreSQL computes
 * the same:
 *
 * <pre>
 * ('x' || encode(substr(sha256(convert_to(key, 'UTF8')), 1, 4), 'hex'))::bit(32)::bigint % lanes
 * </pre>
 *
 * For one thread.
 */
final class LaneFunction {

	private final MessageDigest digest = sha256();

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			// each Java platform is required to have it
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns the lane of a key.
	 * @param key the key
	 * @param lanes the number of lanes
	 * @return the lane, from 0
	 */
	int laneOf(String key, int lanes) {
		byte[] hash = this.digest.digest(key.getBytes(StandardCharsets.UTF_8));
		long number = (hash[0] & 0xffL) << 24 | (hash[1] & 0xffL) << 16 | (hash[2] & 0xffL) << 8 | (hash[3] & 0xffL);
		return (int) (number % lanes);
	}

}
