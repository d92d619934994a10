package dev.sourcery.export;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads a file line by line into one array, without loading a line that is too long.
 */
final class FileLines {

	private final InputStream input;

	private final long maxLength;

	private final byte[] buffer = new byte[1 << 16];

	private int bufferStart;

	private int bufferEnd;

	private byte[] line = new byte[1 << 12];

	private int length;

	private long number;

	private long offset;

	FileLines(InputStream input, long maxLength) {
		this.input = input;
		this.maxLength = maxLength;
	}

	/**
	 * Reads up to the next line feed.
	 */
	End next() throws IOException {
		this.length = 0;
		this.number++;
		while (hasMore()) {
			int end = this.bufferStart;
			while (end < this.bufferEnd && this.buffer[end] != '\n') {
				end++;
			}
			if (!append(end)) {
				return End.TOO_LONG;
			}
			if (end < this.bufferEnd) {
				this.bufferStart++;
				this.offset++;
				return End.LINE_FEED;
			}
		}
		return End.FILE;
	}

	private boolean append(int end) {
		int count = end - this.bufferStart;
		if (this.length + (long) count > this.maxLength) {
			return false;
		}
		if (this.line.length - this.length < count) {
			long larger = Math.max(this.length + (long) count, this.line.length * 2L);
			this.line = Arrays.copyOf(this.line, (int) Math.min(larger, this.maxLength));
		}
		System.arraycopy(this.buffer, this.bufferStart, this.line, this.length, count);
		this.length += count;
		this.offset += count;
		this.bufferStart = end;
		return true;
	}

	boolean hasMore() throws IOException {
		return this.bufferStart < this.bufferEnd || fill();
	}

	private boolean fill() throws IOException {
		this.bufferStart = 0;
		this.bufferEnd = Math.max(this.input.read(this.buffer), 0);
		return this.bufferEnd > 0;
	}

	/**
	 * Returns the beginning of the line.
	 */
	String text(int bytes) {
		return new String(this.line, 0, bytes, StandardCharsets.UTF_8);
	}

	/**
	 * Returns an array that begins with the line.
	 */
	byte[] bytes() {
		return this.line;
	}

	int length() {
		return this.length;
	}

	long maxLength() {
		return this.maxLength;
	}

	/**
	 * Returns the number of the line, from 1; 0 before the first.
	 */
	long number() {
		return this.number;
	}

	/**
	 * Returns the number of bytes up to the end of the line.
	 */
	long offset() {
		return this.offset;
	}

	void close() throws IOException {
		this.input.close();
	}

	/**
	 * The end of a line.
	 */
	enum End {

		/**
		 * A line feed.
		 */
		LINE_FEED,

		/**
		 * The end of the file; the line has what follows the last line feed.
		 */
		FILE,

		/**
		 * The line is longer than the maximum.
		 */
		TOO_LONG

	}

}
