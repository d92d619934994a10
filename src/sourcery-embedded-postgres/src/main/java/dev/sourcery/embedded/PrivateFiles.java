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
 * Files and directories that only their owner can read, if the file system supports
 * permissions.
 */
final class PrivateFiles {

	private static final String FILE = "rw-------";

	private static final String DIRECTORY = "rwx------";

	private PrivateFiles() {
	}

	/**
	 * Replaces a file atomically: after a crash it has either its old or its new content.
	 * @param file the file
	 * @param content its content
	 * @throws IOException if the file cannot be written
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
	 * Creates an empty file and replaces an existing one.
	 * @param file the file
	 * @throws IOException if the file cannot be created
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

	// set when the file is created, so that other users cannot open it at any time
	private static FileAttribute<?>[] attributes(Path file) {
		boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
		return posix
				? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(FILE)) }
				: new FileAttribute<?>[0];
	}

}
