package dev.sourcery.projection.jdbc;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A column of a table.
 *
 * @param name the name
 * @param kind how it is written
 * @param sqlType its SQL type, or {@code null} if the Java type determines it
 */
record TableColumn(String name, Kind kind, @Nullable String sqlType) {

	// names, quoted ones too, and modifiers
	private static final Pattern TYPE = Pattern
		.compile("(?:[\\p{L}_][\\p{L}\\p{N}_$]*|\"[^\"]+\"|[ .]|\\(\\s*\\d+\\s*(?:,\\s*-?\\d+\\s*)?\\))+");

	TableColumn {
		if (name.isBlank()) {
			throw new IllegalArgumentException("A column needs a name");
		}
		if (sqlType != null && !TYPE.matcher(sqlType).matches()) {
			throw new IllegalArgumentException(
					"'%s' is not the name of an SQL type that column '%s' can have; arrays are not supported"
						.formatted(sqlType, name));
		}
	}

	boolean isKey() {
		return this.kind == Kind.KEY;
	}

	/**
	 * How a column is written.
	 */
	enum Kind {

		KEY, VALUE, SUM

	}

}
