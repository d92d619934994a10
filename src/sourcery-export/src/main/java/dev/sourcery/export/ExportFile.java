package dev.sourcery.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.BiConsumer;

import dev.sourcery.export.EventFileException.Problem;
import dev.sourcery.store.Epoch;

/**
 * A file that is being written. Until it is complete it has another name, so that it is
 * not mistaken for an export. Not thread-safe.
 */
final class ExportFile implements AutoCloseable {

	private static final String SUFFIX = ".part";

	private final Path file;

	private final FileChannel channel;

	private final OutputStream output;

	private final Sha256 sha256;

	private long events;

	private ExportFile(Path file, FileChannel channel, Sha256 sha256, long events) {
		this.file = file;
		this.channel = channel;
		this.output = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
		this.sha256 = sha256;
		this.events = events;
	}

	private static Path part(Path file) {
		return file.resolveSibling(file.getFileName() + SUFFIX);
	}

	/**
	 * Creates a new file.
	 */
	static ExportFile create(Path file, Epoch epoch) {
		refuseExisting(file, file);
		try {
			FileChannel channel = open(part(file));
			lock(file, channel);
			ExportFile created = new ExportFile(file, channel, new Sha256(), 0);
			created.writeLine(EventFileReader.header(epoch));
			return created;
		}
		catch (FileAlreadyExistsException ex) {
			throw exists(file, part(file));
		}
		catch (IOException ex) {
			throw EventFileReader.unusable(file, ex);
		}
	}

	// other users of the machine must not read the file
	private static FileChannel open(Path created) throws IOException {
		Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
		return created.getFileSystem().supportedFileAttributeViews().contains("posix")
				? FileChannel.open(created, options,
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
				: FileChannel.open(created, options);
	}

	private static void refuseExisting(Path file, Path existing) {
		if (Files.exists(existing)) {
			throw exists(file, existing);
		}
	}

	private static EventFileException exists(Path file, Path existing) {
		return new EventFileException(file, Problem.EXISTS, null,
				"There is %s already. Resume that export, delete it, or choose another file.".formatted(existing),
				null);
	}

	/**
	 * Opens a file for writing after its last complete event; an incomplete line and the
	 * footer are removed.
	 * @param maxEventSize maximum length of an event's JSON, in characters
	 * @param check invoked with the last event before the file is changed
	 */
	static ExportFile reopen(Path file, Epoch epoch, long maxEventSize, BiConsumer<NumberedRow, Long> check) {
		Path part = part(file);
		Path found = Files.exists(part) ? part : file;
		if (found == part) {
			refuseExisting(file, file);
		}
		try {
			FileChannel channel = FileChannel.open(found, StandardOpenOption.WRITE);
			lock(file, channel);
			try {
				return reopen(file, found, channel, epoch, maxEventSize, check);
			}
			catch (IOException | RuntimeException ex) {
				channel.close();
				throw ex;
			}
		}
		catch (NoSuchFileException ex) {
			throw new EventFileException(file, Problem.MISSING, null, "There is no export to be resumed.", ex);
		}
		catch (IOException ex) {
			throw EventFileReader.unusable(file, ex);
		}
	}

	private static ExportFile reopen(Path file, Path found, FileChannel channel, Epoch epoch, long maxEventSize,
			BiConsumer<NumberedRow, Long> check) throws IOException {
		try (EventFileReader reader = EventFileReader.open(found, maxEventSize)) {
			NumberedRow last = null;
			for (EventRow row = reader.next(); row != null; row = reader.next()) {
				last = new NumberedRow(reader.lineNumber(), row);
			}
			reader.requireUnchanged(false);
			if (last != null) {
				check.accept(last, reader.events());
			}
			if (found == file) {
				Files.move(file, part(file));
			}
			channel.truncate(reader.endOfEvents());
			channel.position(reader.endOfEvents());
			ExportFile reopened = new ExportFile(file, channel, reader.sha256(), reader.events());
			if (reader.endOfEvents() == 0) {
				reopened.writeLine(EventFileReader.header(epoch));
			}
			return reopened;
		}
	}

	// the lock is released with the channel, or with the process
	private static void lock(Path file, FileChannel channel) throws IOException {
		boolean locked;
		try {
			locked = channel.tryLock() != null;
		}
		catch (OverlappingFileLockException ex) {
			locked = false;
		}
		if (!locked) {
			channel.close();
			throw new EventFileException(file, Problem.IN_USE, null,
					"Another export is writing this file. Wait for it, or choose another file.", null);
		}
	}

	void write(EventRow row) {
		byte[] line = EventLine.write(row);
		try {
			this.output.write(line);
			this.output.write('\n');
		}
		catch (IOException ex) {
			throw EventFileReader.unusable(this.file, ex);
		}
		this.sha256.line(line, line.length);
		this.events++;
	}

	private void writeLine(String line) throws IOException {
		this.output.write((line + "\n").getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Writes the footer, and renames the file once it is completely on disk.
	 */
	Footer complete() {
		Footer footer = new Footer(this.events, this.sha256.value());
		try {
			writeLine(footer.toString());
			this.output.flush();
			this.channel.force(true);
			this.channel.close();
			refuseExisting(this.file, this.file);
			move();
			return footer;
		}
		catch (IOException ex) {
			throw EventFileReader.unusable(this.file, ex);
		}
	}

	private void move() throws IOException {
		try {
			Files.move(part(this.file), this.file, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (AtomicMoveNotSupportedException ex) {
			Files.move(part(this.file), this.file);
		}
	}

	long events() {
		return this.events;
	}

	/**
	 * Closes the file. An incomplete file is kept.
	 */
	@Override
	public void close() {
		try {
			if (this.channel.isOpen()) {
				this.output.flush();
				this.channel.close();
			}
		}
		catch (IOException ex) {
			throw EventFileReader.unusable(this.file, ex);
		}
	}

}
