package dev.sourcery.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * An exclusive lock on a {@link ServerDirectory}. The operating system releases it when
 * the process ends for any reason, so it is never stale.
 */
final class DirectoryLock implements AutoCloseable {

	// Static because the operating system locks for the whole process: a second channel
	// on the file would not be refused and, when closed, would release the lock of the
	// first.
	private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

	// Behind the process id, which other processes can then read on every operating
	// system.
	private static final long LOCKED_BYTE = 1024;

	private final Path path;

	private final FileChannel channel;

	private DirectoryLock(Path path, FileChannel channel) {
		this.path = path;
		this.channel = channel;
	}

	/**
	 * Acquires the lock without waiting.
	 * @param directory the directory
	 * @return the lock
	 * @throws EmbeddedPostgresLockedException if this process or another process holds
	 * the lock
	 * @throws EmbeddedPostgresStartException if the lock file cannot be written
	 */
	static DirectoryLock acquire(ServerDirectory directory) {
		Path path = directory.lock();
		if (!HELD_HERE.add(path)) {
			throw new EmbeddedPostgresLockedException(directory.root(), ProcessHandle.current().pid());
		}
		FileChannel channel = null;
		try {
			channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
			FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
			if (lock == null) {
				throw new EmbeddedPostgresLockedException(directory.root(), holder(path));
			}
			channel.truncate(0);
			channel.write(
					ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
			return new DirectoryLock(path, channel);
		}
		catch (IOException ex) {
			release(path, channel, ex);
			throw new EmbeddedPostgresStartException(directory.root(), "the lock file cannot be written: " + ex, ex);
		}
		catch (RuntimeException ex) {
			release(path, channel, ex);
			throw ex;
		}
	}

	private static @Nullable Long holder(Path path) {
		try {
			return Long.valueOf(Files.readString(path).strip());
		}
		catch (IOException | NumberFormatException ex) {
			return null;
		}
	}

	private static void release(Path path, @Nullable FileChannel channel, Exception cause) {
		HELD_HERE.remove(path);
		if (channel != null) {
			try {
				channel.close();
			}
			catch (IOException ex) {
				cause.addSuppressed(ex);
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
		HELD_HERE.remove(this.path);
	}

}
