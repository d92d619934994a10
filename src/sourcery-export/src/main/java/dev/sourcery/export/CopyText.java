package dev.sourcery.export;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The text format of PostgreSQL's COPY: fields are separated by tabs, and a backslash
 * precedes each character that would be read as a separator. Null is a backslash and N;
 * no field that is read here is null.
 */
final class CopyText {

	private CopyText() {
	}

	static List<String> fields(byte[] row) {
		// the server ends each row with a line feed
		String text = new String(row, 0, row.length - 1, StandardCharsets.UTF_8);
		List<String> fields = new ArrayList<>(EventRow.POSITION);
		int start = 0;
		for (int tab = text.indexOf('\t'); tab >= 0; tab = text.indexOf('\t', start)) {
			fields.add(unescape(text, start, tab));
			start = tab + 1;
		}
		fields.add(unescape(text, start, text.length()));
		return fields;
	}

	private static String unescape(String text, int start, int end) {
		int backslash = text.indexOf('\\', start);
		if (backslash < 0 || backslash >= end) {
			return text.substring(start, end);
		}
		StringBuilder field = new StringBuilder(end - start);
		int from = start;
		while (backslash >= 0 && backslash < end) {
			field.append(text, from, backslash).append(unescaped(text.charAt(backslash + 1)));
			from = backslash + 2;
			backslash = text.indexOf('\\', from);
		}
		return field.append(text, from, end).toString();
	}

	private static char unescaped(char letter) {
		return switch (letter) {
			case 'b' -> '\b';
			case 'f' -> '\f';
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			case 'v' -> '\u000b';
			default -> letter;
		};
	}

	static byte[] row(List<@Nullable String> fields) {
		StringBuilder row = new StringBuilder(1024);
		for (String field : fields) {
			if (!row.isEmpty()) {
				row.append('\t');
			}
			if (field == null) {
				row.append("\\N");
			}
			else {
				escape(field, row);
			}
		}
		return row.append('\n').toString().getBytes(StandardCharsets.UTF_8);
	}

	private static void escape(String field, StringBuilder row) {
		int from = 0;
		for (int i = 0; i < field.length(); i++) {
			String escape = escape(field.charAt(i));
			if (!escape.isEmpty()) {
				row.append(field, from, i).append(escape);
				from = i + 1;
			}
		}
		row.append(field, from, field.length());
	}

	private static String escape(char c) {
		return switch (c) {
			case '\\' -> "\\\\";
			case '\n' -> "\\n";
			case '\r' -> "\\r";
			case '\t' -> "\\t";
			default -> "";
		};
	}

}
