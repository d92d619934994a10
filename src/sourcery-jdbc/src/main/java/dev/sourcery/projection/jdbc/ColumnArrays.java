package dev.sourcery.projection.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The parameters of one statement: an array in its text form for each column. The text
 * form needs no look-up of type identifiers, and is the same for all types.
 */
final class ColumnArrays {

	// with more than about 1,000 rows a statement is not faster per row, only larger
	private static final int MAX_ROWS = 5000;

	private static final int MAX_LENGTH = 16_000_000;

	private final List<@Nullable StringBuilder> columns = new ArrayList<>();

	private int rows;

	private long length;

	ColumnArrays(List<@Nullable String> types) {
		for (String type : types) {
			this.columns.add((type != null) ? new StringBuilder() : null);
		}
	}

	void add(@Nullable Object[] row) {
		for (int i = 0; i < row.length; i++) {
			StringBuilder column = this.columns.get(i);
			if (column != null) {
				int before = column.length();
				column.append((this.rows > 0) ? ',' : '{');
				append(column, row[i]);
				this.length += column.length() - before;
			}
		}
		this.rows++;
	}

	private static void append(StringBuilder column, @Nullable Object value) {
		if (value == null) {
			column.append("NULL");
			return;
		}
		String text = SqlText.of(value);
		column.append('"');
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			if (character == '"' || character == '\\') {
				column.append('\\');
			}
			column.append(character);
		}
		column.append('"');
	}

	/**
	 * Returns whether further rows belong to the next statement.
	 */
	boolean isFull() {
		return this.rows >= MAX_ROWS || this.length >= MAX_LENGTH;
	}

	void setParameters(PreparedStatement statement) throws SQLException {
		int parameter = 1;
		for (StringBuilder column : this.columns) {
			if (column != null) {
				// without a type, so that the server uses that of the cast
				statement.setObject(parameter++, column + "}", Types.OTHER);
			}
		}
	}

}
