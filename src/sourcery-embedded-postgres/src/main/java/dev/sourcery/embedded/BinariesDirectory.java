package dev.sourcery.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The directory that the PostgreSQL programs are unpacked to: one per user, accessible
 * only to this user. In a shared temporary directory other users of the machine could
 * plant programs, and the library makes the directory it unpacks to writable for all
 * users.
 */
final class BinariesDirectory {

	private BinariesDirectory() {
	}

	/**
	 * Finds the directory.
	 * @param fallback the parent directory to use if the user has no writable home
	 * directory
	 * @return an existing directory
	 * @throws IOException if the fallback cannot be created either
	 */
	static Path locate(Path fallback) throws IOException {
		Path home = Path.of(System.getProperty("user.home", ""));
		if (home.isAbsolute() && Files.isWritable(home)) {
			try {
				return createIn(home.resolve(".cache/sourcery"));
			}
			catch (IOException ex) {
				return createIn(fallback);
			}
		}
		return createIn(fallback);
	}

	private static Path createIn(Path parent) throws IOException {
		Files.createDirectories(parent);
		PosixFileAttributeView posix = Files.getFileAttributeView(parent, PosixFileAttributeView.class);
		if (posix != null) {
			posix.setPermissions(PosixFilePermissions.fromString("rwx------"));
		}
		return Files.createDirectories(parent.resolve("postgresql"));
	}

}
