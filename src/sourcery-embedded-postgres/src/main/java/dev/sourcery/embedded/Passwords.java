package dev.sourcery.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * The generated passwords of one embedded server. They are stored in the format of a
 * {@code .pgpass} file, so that psql and other clients of PostgreSQL can read them too.
 *
 * @param superuser the password of the superuser, which only this library uses
 * @param user the password of the user of the application
 */
record Passwords(String superuser, String user) {

	static final String SUPERUSER = "postgres";

	private static final int LENGTH_BYTES = 24;

	private static final String PREFIX = "*:*:*:";

	static Passwords generate() {
		SecureRandom random = new SecureRandom();
		return new Passwords(generate(random), generate(random));
	}

	private static String generate(SecureRandom random) {
		byte[] bytes = new byte[LENGTH_BYTES];
		random.nextBytes(bytes);
		// without characters that have to be escaped in the file
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	/**
	 * Reads the passwords.
	 * @param file the file
	 * @return the passwords, empty if the file does not exist or lacks one of them
	 * @throws IOException if the file cannot be read
	 */
	static Optional<Passwords> read(Path file) throws IOException {
		if (!Files.exists(file)) {
			return Optional.empty();
		}
		PrivateFiles.restrict(file);
		String superuser = find(file, SUPERUSER);
		String user = find(file, EmbeddedPostgresServer.USER);
		return (superuser.isEmpty() || user.isEmpty()) ? Optional.empty() : Optional.of(new Passwords(superuser, user));
	}

	private static String find(Path file, String user) throws IOException {
		String start = PREFIX + user + ":";
		return Files.readAllLines(file)
			.stream()
			.filter((line) -> line.startsWith(start))
			.map((line) -> line.substring(start.length()).strip())
			.findFirst()
			.orElse("");
	}

	void write(Path file) throws IOException {
		PrivateFiles.write(file, """
				# The passwords of the embedded PostgreSQL. Without this file the next start sets new ones.
				%s%s:%s
				%s%s:%s
				""".formatted(PREFIX, EmbeddedPostgresServer.USER, this.user, PREFIX, SUPERUSER, this.superuser));
	}

	// excludes secrets from logs and messages
	@Override
	public String toString() {
		return "Passwords";
	}

}
