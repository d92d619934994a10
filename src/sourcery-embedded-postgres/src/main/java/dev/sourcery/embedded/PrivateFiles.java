package dev.sourcery.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files and directories that only their owner can read, where the file system knows
 * permissions.
 */
final class PrivateFiles {

	private static final String FILE = "rw-------";

	private static final String DIRECTORY = "rwx------";

	private PrivateFiles() {
	}

	/**
	 * Replaces a file as a whole: after a crash it has its old content or the new one.
	 * @param file the file
	 * @param content its content
	 * @throws IOException if it cannot be written
	 */
	static void write(Path file, String content) throws IOException {
		Path written = file.resolveSibling(file.getFileName() + ".new");
		Files.deleteIfExists(written);
		Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
		try (FileChannel channel = FileChannel.open(written, options, attributes(file))) {
			ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
			while (bytes.hasRemaining()) {
				channel.write(bytes);
			}
			channel.force(true);
		}
		Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
	}

	/**
	 * Creates an empty file in place of one that may exist.
	 * @param file the file
	 * @throws IOException if it cannot be created
	 */
	static void create(Path file) throws IOException {
		Files.deleteIfExists(file);
		Files.createFile(file, attributes(file));
	}

	static void restrict(Path path) throws IOException {
		PosixFileAttributeView posix = Files.getFileAttributeView(path, PosixFileAttributeView.class);
		if (posix != null) {
			posix.setPermissions(PosixFilePermissions.fromString(Files.isDirectory(path) ? DIRECTORY : FILE));
		}
	}

	// set when the file is created, so that there is no moment in which others can open
	// it
	private static FileAttribute<?>[] attributes(Path file) {
		boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
		return posix
				? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(FILE)) }
				: new FileAttribute<?>[0];
	}

}
