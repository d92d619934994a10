package dev.sourcery.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The client authentication rules of a server, {@code pg_hba.conf} in its data directory.
 * Other users of the machine can reach the loopback interface too, and a superuser of the
 * server can run programs as the user that started it.
 */
final class ClientAuthentication {

	private static final String PASSWORDS_REQUIRED = "# Written by sourcery: all connections need a password.";

	private final Path file;

	ClientAuthentication(Path data) {
		this.file = data.resolve("pg_hba.conf");
	}

	/**
	 * Returns whether the rules are those of {@link #requirePasswords()}, optionally with
	 * additions of the user below them. Data of earlier versions has other rules.
	 * @return whether passwords are required
	 * @throws IOException if the file cannot be read
	 */
	boolean requiresPasswords() throws IOException {
		return Files.exists(this.file) && Files.readString(this.file).startsWith(PASSWORDS_REQUIRED);
	}

	void requirePasswords() throws IOException {
		PrivateFiles.write(this.file, """
				%s
				local all all scram-sha-256
				host all all 127.0.0.1/32 scram-sha-256
				host all all ::1/128 scram-sha-256
				""".formatted(PASSWORDS_REQUIRED));
	}

	/**
	 * Allows the superuser to connect from this machine without a password, in order to
	 * set one.
	 * @throws IOException if the file cannot be written
	 */
	void trustSuperuser() throws IOException {
		PrivateFiles.write(this.file, """
				# For the moment in which sourcery sets passwords.
				host postgres postgres 127.0.0.1/32 trust
				host postgres postgres ::1/128 trust
				""");
	}

	String rules() throws IOException {
		return Files.readString(this.file);
	}

	void restore(String rules) throws IOException {
		PrivateFiles.write(this.file, rules);
	}

}
