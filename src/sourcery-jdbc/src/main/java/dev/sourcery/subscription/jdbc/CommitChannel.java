package dev.sourcery.subscription.jdbc;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import dev.sourcery.jdbc.SchemaName;

/**
 * The notification channel of the stores of one schema. Channels belong to a database, so
 * the name contains the schema, or its hash if the name would exceed the maximum length
 * of an identifier: LISTEN truncates a longer name without an error.
 *
 * @param name the name, without characters that need to be escaped
 */
record CommitChannel(String name) {

	private static final int MAX_LENGTH = 63;

	private static final String PREFIX = "sourcery_commits:";

	// a schema contains no such character
	private static final String HASH_PREFIX = "sourcery_commits#";

	private static final int HASH_BYTES = 16;

	static CommitChannel of(SchemaName schema) {
		String name = PREFIX + schema.value();
		return new CommitChannel((name.length() <= MAX_LENGTH) ? name : HASH_PREFIX + hash(schema.value()));
	}

	private static String hash(String text) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
			return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Each Java platform implements SHA-256", ex);
		}
	}

	String listen() {
		return "listen \"%s\"".formatted(this.name);
	}

	/**
	 * Returns the statement that sends a notification.
	 * @param payload letters, digits and punctuation marks other than quotation marks and
	 * backslashes
	 */
	String notify(String payload) {
		return "notify \"%s\", '%s'".formatted(this.name, payload);
	}

}
