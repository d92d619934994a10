package dev.sourcery.export;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.sourcery.export.EventFileException.Problem;
import dev.sourcery.store.Epoch;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of exported events line by line, and computes the number and the hash of
 * the events. Not thread-safe.
 */
final class EventFileReader implements AutoCloseable {

	// without the brace: other versions of sourcery may add information about the file
	private static final String HEADER_START = "{\"format\":\"sourcery-events\",\"formatVersion\":1";

	private static final Pattern ANY_HEADER = Pattern
		.compile("\\{\"format\":\"sourcery-events\",\"formatVersion\":([0-9]{1,9})(?:,\".*)?}");

	private static final int LONGEST_FIXED_LINE = 200;

	private static final int LONGEST_HEADER = 4000;

	// bytes of one character of JSON, in UTF-8 or as an escape
	private static final int MAX_BYTES = 4;

	// bytes of names and numbers in addition to the JSON
	private static final int MAX_OTHERS = 1 << 16;

	private final Path file;

	private final FileLines lines;

	private final Sha256 sha256 = new Sha256();

	private long endOfEvents;

	private long events;

	private @Nullable Footer footer;

	private EventFileReader(Path file, InputStream input, long maxLength) {
		this.file = file;
		this.lines = new FileLines(input, maxLength);
	}

	/**
	 * Opens a file.
	 * @param maxEventSize maximum length of an event's JSON, in characters; longer lines
	 * are refused before they are loaded into memory
	 */
	static EventFileReader open(Path file, long maxEventSize) {
		try {
			return new EventFileReader(file, Files.newInputStream(file),
					Math.min(maxEventSize, Integer.MAX_VALUE / MAX_BYTES / 2) * MAX_BYTES + MAX_OTHERS);
		}
		catch (NoSuchFileException ex) {
			throw new EventFileException(file, Problem.MISSING, null, "There is no such file.", ex);
		}
		catch (IOException ex) {
			throw unusable(file, ex);
		}
	}

	static EventFileException unusable(Path file, IOException cause) {
		return new EventFileException(file, Problem.UNUSABLE, null,
				"The file cannot be read or written (%s).".formatted(cause), cause);
	}

	static String header(Epoch epoch) {
		return HEADER_START + ",\"epoch\":\"" + epoch + "\"}";
	}

	/**
	 * Returns the next event, {@code null} after the last one.
	 * @throws EventFileException if the next line is neither an event nor a footer
	 */
	@Nullable EventRow next() {
		return nextLine() ? parse() : null;
	}

	/**
	 * Skips the rest of the file without parsing the events.
	 */
	void skipAll() {
		boolean more = true;
		while (more) {
			more = nextLine();
		}
	}

	private boolean nextLine() {
		try {
			if (this.lines.number() == 0 && !readHeader()) {
				return false;
			}
			return nextComplete() && !isFooter();
		}
		catch (IOException ex) {
			throw unusable(this.file, ex);
		}
	}

	private boolean readHeader() throws IOException {
		boolean complete = nextComplete();
		String header = this.lines.text(Math.min(this.lines.length(), LONGEST_HEADER));
		Matcher version = ANY_HEADER.matcher(header);
		boolean known = version.matches() && version.group(1).equals("1");
		if (complete ? known : HEADER_START.startsWith(header) || header.startsWith(HEADER_START + ",")) {
			this.endOfEvents = complete ? this.lines.offset() : 0;
			return complete;
		}
		if (version.matches() && !known) {
			throw new EventFileException(this.file, Problem.UNKNOWN_FORMAT_VERSION, 1L,
					"The file has format version %s, but this version of sourcery reads format version 1. Use the version of sourcery that wrote the file, or a later one."
						.formatted(version.group(1)),
					null);
		}
		throw new EventFileException(this.file, Problem.NO_EXPORT, 1L,
				"The file does not begin with %s, so it is not an export of sourcery.".formatted(HEADER_START), null);
	}

	private boolean isFooter() throws IOException {
		String start = this.lines.text(Math.min(this.lines.length(), Footer.START.length()));
		if (!start.equals(Footer.START)) {
			this.events++;
			this.sha256.line(this.lines.bytes(), this.lines.length());
			this.endOfEvents = this.lines.offset();
			return false;
		}
		this.footer = Footer.parse(this.lines.text(Math.min(this.lines.length(), LONGEST_FIXED_LINE)))
			.orElseThrow(() -> malformed(Problem.MALFORMED_LINE, "This is not a valid footer.", null));
		if (this.lines.hasMore()) {
			throw malformedAt(this.lines.number() + 1, Problem.MALFORMED_LINE, "The file continues after the footer.",
					null);
		}
		return true;
	}

	private EventRow parse() {
		EventLineParser parser = new EventLineParser(this.lines.text(this.lines.length()));
		try {
			EventRow row = parser.parse();
			byte[] written = EventLine.write(row);
			// a line must equal its own export, otherwise the hash would differ from the
			// hash of the store
			if (Arrays.equals(written, 0, written.length, this.lines.bytes(), 0, this.lines.length())) {
				return row;
			}
		}
		catch (IllegalArgumentException | DateTimeParseException ex) {
			// the message of the exception may quote the file
			throw malformed(Problem.MALFORMED_LINE,
					"This is not an event in the format of sourcery, see character %d. Use the file as it was exported."
						.formatted(parser.at() + 1),
					null);
		}
		throw malformed(Problem.MALFORMED_LINE,
				"This is an event, but not exactly in the format of sourcery. Use the file as it was exported.", null);
	}

	EventFileException malformed(Problem problem, String message, @Nullable Throwable cause) {
		return malformedAt(this.lines.number(), problem, message, cause);
	}

	private EventFileException malformedAt(long number, Problem problem, String message, @Nullable Throwable cause) {
		return new EventFileException(this.file, problem, number, message, cause);
	}

	private boolean nextComplete() throws IOException {
		FileLines.End end = this.lines.next();
		if (end == FileLines.End.TOO_LONG) {
			throw malformed(Problem.MALFORMED_LINE,
					"The line is longer than %d bytes, so its event would exceed the maximum size. If it is an event, allow larger ones (sourcery.append.max-event-size)."
						.formatted(this.lines.maxLength()),
					null);
		}
		return end == FileLines.End.LINE_FEED;
	}

	/**
	 * Requires at the end of the file that it has not been changed since the export.
	 * @throws EventFileException if it has been changed
	 */
	void requireUnchanged(boolean complete) {
		if (this.footer == null && complete) {
			throw new EventFileException(this.file, Problem.INCOMPLETE, null,
					"The footer is missing after %d events: the export has not ended, or the file was cut off. Resume the export."
						.formatted(this.events),
					null);
		}
		if (this.footer != null && !this.footer.equals(footerOfEvents())) {
			throw new EventFileException(this.file, Problem.CHANGED, null,
					"The footer specifies %d events with SHA-256 %s, but the file has %d events with SHA-256 %s. It was changed after the export: take another copy."
						.formatted(this.footer.events(), this.footer.sha256(), this.events, this.sha256.value()),
					null);
		}
	}

	Footer footerOfEvents() {
		return new Footer(this.events, this.sha256.value());
	}

	Path file() {
		return this.file;
	}

	Sha256 sha256() {
		return this.sha256;
	}

	long events() {
		return this.events;
	}

	/**
	 * Returns the number of the line that was read last, from 1.
	 */
	long lineNumber() {
		return this.lines.number();
	}

	/**
	 * Returns the number of bytes of the event that was read last.
	 */
	int length() {
		return this.lines.length();
	}

	/**
	 * Returns the fraction of the file that has been read.
	 */
	double fraction() {
		try {
			return this.lines.offset() / (double) Math.max(Files.size(this.file), 1);
		}
		catch (IOException ex) {
			throw unusable(this.file, ex);
		}
	}

	/**
	 * Returns the number of bytes of the header and all complete lines of events.
	 */
	long endOfEvents() {
		return this.endOfEvents;
	}

	@Override
	public void close() {
		try {
			this.lines.close();
		}
		catch (IOException ex) {
			throw unusable(this.file, ex);
		}
	}

}
