package dev.sourcery.projection.jdbc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import dev.sourcery.projection.jdbc.TableColumn.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcOperations;

/**
 * Writes many rows of a table with one statement, in a handler that takes a list of
 * events. Rows whose key exists are updated, others are inserted.
 * <p>
 * The columns are declared with the methods {@code key}, {@code value} and {@code sum};
 * the values of a row are in the order of these declarations. The key columns need a
 * unique index or a primary key. The SQL type of a column is derived from the Java type
 * of its values: {@code String}, {@code Character} and enums are {@code text}, integers
 * {@code bigint}, {@code Float} and {@code Double} {@code double precision},
 * {@code BigDecimal} and {@code BigInteger} {@code numeric}, {@code Boolean}
 * {@code boolean}, {@code UUID} {@code uuid}, {@code Instant}, {@code OffsetDateTime} and
 * {@code ZonedDateTime} {@code timestamptz}, {@code LocalDateTime} {@code timestamp},
 * {@code LocalDate} {@code date}, {@code LocalTime} {@code time}, and {@code byte[]}
 * {@code bytea}. PostgreSQL converts numbers to the type of the column. Columns of other
 * types, such as {@code jsonb}, are declared with their SQL type; their values are passed
 * in their text form.
 * <p>
 * Rows are written in the order of their keys, so that concurrent batches wait for each
 * other instead of ending in a deadlock. That applies to the rows of one call. Immutable
 * and thread-safe.
 *
 * @since 0.1
 */
public final class UpsertTable {

	private final TableSql sql;

	private UpsertTable(TableSql sql) {
		this.sql = sql;
	}

	/**
	 * Describes a table. Names of tables and columns are quoted in statements, so they
	 * are case-sensitive: a table that was created as {@code Turnover} without quotes has
	 * the name {@code turnover}.
	 * @param table the name of the table, in a schema of the search path
	 * @return the table, without columns
	 */
	public static UpsertTable of(String table) {
		return new UpsertTable(new TableSql(null, table, List.of()));
	}

	/**
	 * Returns this table in a PostgreSQL schema.
	 * @param schema the name of the PostgreSQL schema
	 * @return the table
	 */
	public UpsertTable inSchema(String schema) {
		return new UpsertTable(new TableSql(schema, this.sql.table(), this.sql.columns()));
	}

	/**
	 * Adds a key column. Its values are never {@code null}.
	 * @param column the name of the column
	 * @return the table with the column
	 */
	public UpsertTable key(String column) {
		return with(new TableColumn(column, Kind.KEY, null));
	}

	/**
	 * Adds a key column.
	 * @param column the name of the column
	 * @param sqlType its SQL type
	 * @return the table with the column
	 */
	public UpsertTable key(String column, String sqlType) {
		return with(new TableColumn(column, Kind.KEY, sqlType));
	}

	/**
	 * Adds a column that is set to the value of the row. If several rows of one call have
	 * the same key, the last one is decisive.
	 * @param column the name of the column
	 * @return the table with the column
	 */
	public UpsertTable value(String column) {
		return with(new TableColumn(column, Kind.VALUE, null));
	}

	/**
	 * Adds a column that is set to the value of the row.
	 * @param column the name of the column
	 * @param sqlType its SQL type
	 * @return the table with the column
	 */
	public UpsertTable value(String column, String sqlType) {
		return with(new TableColumn(column, Kind.VALUE, sqlType));
	}

	/**
	 * Adds a column to which the number of the row is added. If several rows of one call
	 * have the same key, their numbers are added; a new row of the table begins with
	 * their sum. The numbers are never {@code null}, and neither is the stored one.
	 * @param column the name of the column
	 * @return the table with the column
	 */
	public UpsertTable sum(String column) {
		return with(new TableColumn(column, Kind.SUM, null));
	}

	/**
	 * Adds a column to which the number of the row is added.
	 * @param column the name of the column
	 * @param sqlType its SQL type
	 * @return the table with the column
	 */
	public UpsertTable sum(String column, String sqlType) {
		return with(new TableColumn(column, Kind.SUM, sqlType));
	}

	private UpsertTable with(TableColumn column) {
		List<TableColumn> columns = new ArrayList<>(this.sql.columns());
		columns.add(column);
		return new UpsertTable(new TableSql(this.sql.schema(), this.sql.table(), columns));
	}

	/**
	 * Inserts or updates rows, with one statement for each 5,000 rows. Without rows no
	 * statement is executed.
	 * @param jdbc the operations of the data source of the event store
	 * @param rows the values of each row, in the order in which the columns were declared
	 * @return the number of inserted or updated rows of the table
	 * @throws IllegalArgumentException if a row does not match the columns
	 */
	public int upsert(JdbcOperations jdbc, Collection<? extends @Nullable Object[]> rows) {
		return write(jdbc, new TableRows(this.sql, this.sql.columns(), rows), this.sql::upsert);
	}

	/**
	 * Deletes rows, with one statement for each 5,000 keys. Without keys no statement is
	 * executed.
	 * @param jdbc the operations of the data source of the event store
	 * @param keys the values of the key columns of each row, in the order in which these
	 * columns were declared
	 * @return the number of deleted rows of the table
	 * @throws IllegalArgumentException if a key does not match the key columns
	 */
	public int delete(JdbcOperations jdbc, Collection<? extends @Nullable Object[]> keys) {
		return write(jdbc, new TableRows(this.sql, this.sql.keys(), keys), this.sql::delete);
	}

	private static int write(JdbcOperations jdbc, TableRows rows, StatementText text) {
		if (rows.isEmpty()) {
			return 0;
		}
		List<@Nullable String> types = rows.types();
		String statement = text.of(types);
		int written = 0;
		for (ColumnArrays arrays : rows.arrays(types)) {
			written += jdbc.update(statement, arrays::setParameters);
		}
		return written;
	}

	private interface StatementText {

		String of(List<@Nullable String> types);

	}

}
