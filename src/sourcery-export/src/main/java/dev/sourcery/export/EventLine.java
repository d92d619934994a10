package dev.sourcery.export;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;

/**
 * An event as one line of JSON. The format is unique, so equal events are equal lines,
 * and the hash over the lines is the hash over the events.
 * <p>
 * It contains metadata and payload as they are stored, including whitespace. Stored JSON
 * may have line breaks between its parts; in that case it is written as a string, with
 * another name.
 */
final class EventLine {

	private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder().appendInstant(6).toFormatter();

	private EventLine() {
	}

	static String format(Instant time) {
		return TIME.format(time);
	}

	/**
	 * Returns the line without its line feed, in UTF-8.
	 */
	static byte[] write(EventRow row) {
		StringBuilder line = new StringBuilder(row.payload().length() + row.metadata().length() + 320);
		line.append("{\"eventId\":\"").append(row.eventId());
		line.append("\",\"aggregateType\":");
		appendString(line, row.aggregateType());
		line.append(",\"streamId\":");
		appendString(line, row.streamId());
		line.append(",\"version\":").append(row.version());
		line.append(",\"eventType\":");
		appendString(line, row.eventType());
		line.append(",\"schemaVersion\":").append(row.schemaVersion());
		line.append(",\"recordedAt\":\"");
		TIME.formatTo(row.recordedAt(), line);
		line.append('"');
		appendTags(line, row.tags());
		appendJson(line, "metadata", row.metadata());
		appendJson(line, "payload", row.payload());
		return line.append('}').toString().getBytes(StandardCharsets.UTF_8);
	}

	// events without tags are written as they were before tags were introduced
	private static void appendTags(StringBuilder line, List<String> tags) {
		String separator = ",\"tags\":[";
		for (String tag : tags) {
			line.append(separator);
			appendString(line, tag);
			separator = ",";
		}
		line.append(tags.isEmpty() ? "" : "]");
	}

	private static void appendJson(StringBuilder line, String name, String json) {
		line.append(",\"").append(name);
		if (json.indexOf('\n') < 0 && json.indexOf('\r') < 0) {
			line.append("\":").append(json);
		}
		else {
			line.append("Text\":");
			appendString(line, json);
		}
	}

	private static void appendString(StringBuilder line, String text) {
		line.append('"');
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			switch (c) {
				case '"' -> line.append("\\\"");
				case '\\' -> line.append("\\\\");
				case '\n' -> line.append("\\n");
				case '\r' -> line.append("\\r");
				case '\t' -> line.append("\\t");
				default -> appendCharacter(line, c);
			}
		}
		line.append('"');
	}

	private static void appendCharacter(StringBuilder line, char c) {
		if (c < ' ') {
			line.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
		}
		else {
			line.append(c);
		}
	}

}
