package dev.sourcery.export;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Parses a line written by {@link EventLine}. It is lenient in details: the caller writes
 * the event again and compares the lines.
 */
final class EventLineParser {

	private final String line;

	private int at;

	EventLineParser(String line) {
		this.line = line;
	}

	/**
	 * Returns the position of the parser in the line.
	 */
	int at() {
		return this.at;
	}

	/**
	 * Parses the line.
	 * @throws IllegalArgumentException if the line is not an event
	 * @throws java.time.format.DateTimeParseException if the line is not an event
	 */
	EventRow parse() {
		expect("{\"eventId\":");
		UUID eventId = UUID.fromString(string());
		expect(",\"aggregateType\":");
		String aggregateType = string();
		expect(",\"streamId\":");
		String streamId = string();
		expect(",\"version\":");
		long version = number(Long.MAX_VALUE);
		expect(",\"eventType\":");
		String eventType = string();
		expect(",\"schemaVersion\":");
		int schemaVersion = (int) number(Short.MAX_VALUE);
		expect(",\"recordedAt\":");
		Instant recordedAt = Instant.parse(string());
		List<String> tags = tags();
		expect(",\"metadata");
		String metadata = json(false);
		expect(",\"payload");
		String payload = json(true);
		return new EventRow(eventId, aggregateType, streamId, version, eventType, schemaVersion, recordedAt, metadata,
				payload, tags);
	}

	private void expect(String text) {
		require(this.line.startsWith(text, this.at));
		this.at += text.length();
	}

	private static void require(boolean condition) {
		if (!condition) {
			throw new IllegalArgumentException("The line is not in the format of an event");
		}
	}

	private char next() {
		require(this.at < this.line.length());
		return this.line.charAt(this.at++);
	}

	private long number(long max) {
		int start = this.at;
		while (this.at < this.line.length() && (Character.isDigit(this.line.charAt(this.at)) || this.at == start)) {
			this.at++;
		}
		long number = Long.parseLong(this.line.substring(start, this.at));
		require(number <= max);
		return number;
	}

	private String string() {
		expect("\"");
		StringBuilder text = new StringBuilder();
		for (char c = next(); c != '"'; c = next()) {
			text.append((c == '\\') ? escaped(next()) : c);
		}
		return text.toString();
	}

	private List<String> tags() {
		List<String> tags = new ArrayList<>();
		String before = ",\"tags\":[";
		while (this.line.startsWith(before, this.at)) {
			expect(before);
			tags.add(string());
			before = ",";
		}
		if (!tags.isEmpty()) {
			expect("]");
		}
		return tags;
	}

	private char escaped(char letter) {
		return switch (letter) {
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			case 'u' -> hexadecimal();
			default -> letter;
		};
	}

	private char hexadecimal() {
		require(this.at + 4 <= this.line.length());
		this.at += 4;
		return (char) Integer.parseInt(this.line.substring(this.at - 4, this.at), 16);
	}

	private String json(boolean last) {
		if (this.line.startsWith("Text\":", this.at)) {
			expect("Text\":");
			String json = string();
			require(!last || this.at == this.line.length() - 1);
			return json;
		}
		expect("\":");
		int start = this.at;
		// the server checks whether the last one is JSON
		this.at = last ? this.line.length() - 1 : endOfJson();
		require(start <= this.at);
		return this.line.substring(start, this.at);
	}

	/**
	 * Returns the index of the comma after a complete JSON value.
	 */
	private int endOfJson() {
		int depth = 0;
		boolean text = false;
		for (int i = this.at; i < this.line.length(); i++) {
			char c = this.line.charAt(i);
			if (text) {
				i += (c == '\\') ? 1 : 0;
				text = c != '"';
			}
			else if (c == '"') {
				text = true;
			}
			else if (c == '{' || c == '[') {
				depth++;
			}
			else if (c == '}' || c == ']') {
				depth--;
			}
			else if (c == ',' && depth == 0) {
				return i;
			}
		}
		throw new IllegalArgumentException("The line ends within the metadata");
	}

}
