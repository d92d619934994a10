package dev.sourcery.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;

import dev.sourcery.store.UnknownSettledPositionException;
import dev.sourcery.store.UnknownSettledPositionException.Reason;

/**
 * The rows of a page. If a certain server is required, the last column of each row has
 * the same information about it, so checking the first row is enough.
 */
final class PageRows {

	private final ResultSet current;

	private final int same;

	private boolean checked;

	/**
	 * Creates an instance.
	 * @param current the rows, before the first
	 * @param same index of the column that indicates whether the server is the required
	 * one; 0 if any server is accepted
	 */
	PageRows(ResultSet current, int same) {
		this.current = current;
		this.same = same;
		this.checked = same == 0;
	}

	ResultSet current() {
		return this.current;
	}

	/**
	 * Moves to the next row.
	 * @return whether there is a next row
	 * @throws UnknownSettledPositionException if the server is not the required one
	 */
	boolean next() throws SQLException {
		return this.current.next() && (this.checked || isEvent());
	}

	// a row without a position contains only the server: the page is empty
	private boolean isEvent() throws SQLException {
		if (!this.current.getBoolean(this.same)) {
			throw new UnknownSettledPositionException(Reason.OTHER_SERVER);
		}
		this.checked = true;
		return this.current.getObject(1) != null;
	}

}
