package dev.sourcery.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

import dev.sourcery.event.StorableName;
import dev.sourcery.event.StreamId;

/**
 * An idempotency key: identifies one command, so that running it again on the same stream
 * has no further effect. The ids of the events that result from the command are derived
 * from it, so it requires no row and no index of its own.
 *
 * @since 0.1
 * @param value the key, chosen by the issuer of the command, at most 255 characters
 */
public record CommandId(String value) {

	/**
	 * Checks the key.
	 * @param value the key
	 * @throws InvalidAppendException if it is blank, longer than 255 characters, or
	 * contains a control character or a lone surrogate
	 */
	public CommandId {
		if (StorableName.problemOf(value) != null) {
			throw new InvalidAppendException(
					"A command id has 1 to %d characters, is not blank and has no control characters or lone surrogates, but this one of %d characters is invalid"
						.formatted(StorableName.MAX_LENGTH, StorableName.length(value)),
					null, null);
		}
	}

	/**
	 * Returns the id of an event that results from this command: a name-based UUID of
	 * version 8 (RFC 9562) over stream, command id and index, with SHA-256.
	 * @param stream the stream
	 * @param index the index of the event in the command, from 0
	 * @return the id, the same on each call
	 */
	public UUID eventId(StreamId stream, int index) {
		return uuid(index, stream.aggregateType(), stream.id(), this.value);
	}

	/**
	 * Returns an id for an aggregate that this command creates, derived in the same way:
	 * a repeated command creates the same aggregate and not a second one. The id can be
	 * computed from command id and purpose, so it is not a secret.
	 * @param purpose the purpose of the id, such as the route of a request; each purpose
	 * has its own ids
	 * @return the id, the same on each call
	 */
	public UUID idFor(String purpose) {
		return uuid(0, purpose, this.value);
	}

	private static UUID uuid(int index, String... parts) {
		MessageDigest digest = sha256();
		for (String part : parts) {
			byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
			digest.update(ByteBuffer.allocate(4).putInt(0, bytes.length));
			digest.update(bytes);
		}
		digest.update(ByteBuffer.allocate(4).putInt(0, index));
		ByteBuffer hash = ByteBuffer.wrap(digest.digest());
		long high = (hash.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x8000L;
		long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
		return new UUID(high, low);
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	@Override
	public String toString() {
		return this.value;
	}

}
