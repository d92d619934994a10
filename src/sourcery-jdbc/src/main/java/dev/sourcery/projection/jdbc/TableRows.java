package dev.sourcery.projection.jdbc;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.sourcery.projection.jdbc.TableColumn.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one call, one for each key and in the order of the keys. PostgreSQL rejects
 * a statement that updates a row twice, and statements that lock rows in different orders
 * may end in a deadlock.
 */
final class TableRows {

	private static final Set<String> NUMBERS = Set.of("bigint", "numeric");

	private final TableSql table;

	private final List<TableColumn> columns;

	private final List<@Nullable Object[]> rows;

	TableRows(TableSql table, List<TableColumn> columns, Collection<? extends @Nullable Object[]> rows) {
		this.table = table;
		this.columns = columns;
		if (table.keys().isEmpty()) {
			throw new IllegalStateException("Table '%s' has no key column".formatted(table.table()));
		}
		this.rows = merged(rows);
	}

	private List<@Nullable Object[]> merged(Collection<? extends @Nullable Object[]> rows) {
		Map<List<String>, @Nullable Object[]> byKey = new LinkedHashMap<>();
		for (@Nullable
		Object[] row : rows) {
			requireMatch(row);
			byKey.merge(keyOf(row), row, this::merge);
		}
		return byKey.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByKey(TableRows::compare))
			.<@Nullable Object[]>map(Map.Entry::getValue)
			.toList();
	}

	private void requireMatch(@Nullable Object[] row) {
		if (row.length != this.columns.size()) {
			throw new IllegalArgumentException("A row for table '%s' has %d values, but the columns are %s"
				.formatted(this.table.table(), row.length, this.columns.stream().map(TableColumn::name).toList()));
		}
		for (int i = 0; i < row.length; i++) {
			TableColumn column = this.columns.get(i);
			if (column.kind() != Kind.VALUE && row[i] == null) {
				throw new IllegalArgumentException("A row for table '%s' has no value for the %s column '%s'"
					.formatted(this.table.table(), (column.kind() == Kind.KEY) ? "key" : "summed", column.name()));
			}
			if (column.kind() == Kind.SUM && !(row[i] instanceof Number)) {
				throw new IllegalArgumentException("A row for table '%s' has no number for the summed column '%s'"
					.formatted(this.table.table(), column.name()));
			}
		}
	}

	private List<String> keyOf(@Nullable Object[] row) {
		List<String> key = new ArrayList<>();
		for (int i = 0; i < row.length; i++) {
			if (this.columns.get(i).isKey()) {
				Object value = Objects.requireNonNull(row[i]);
				// 1.0 and 1.00 are the same key
				key.add(SqlText.of((value instanceof BigDecimal number) ? number.stripTrailingZeros() : value));
			}
		}
		return key;
	}

	private @Nullable Object[] merge(@Nullable Object[] before, @Nullable Object[] row) {
		@Nullable Object[] merged = row.clone();
		for (int i = 0; i < row.length; i++) {
			if (this.columns.get(i).kind() == Kind.SUM && before[i] instanceof Number one
					&& row[i] instanceof Number other) {
				merged[i] = add(one, other);
			}
		}
		return merged;
	}

	private static Number add(Number one, Number other) {
		if (SqlText.isInteger(one) && SqlText.isInteger(other)) {
			return Math.addExact(one.longValue(), other.longValue());
		}
		if (SqlText.isFloatingPoint(one) && SqlText.isFloatingPoint(other)) {
			return one.doubleValue() + other.doubleValue();
		}
		return new BigDecimal(one.toString()).add(new BigDecimal(other.toString()));
	}

	// the same order on all nodes, whatever the types of the keys
	private static int compare(List<String> one, List<String> other) {
		for (int i = 0; i < one.size(); i++) {
			int order = Comparator.<String>naturalOrder().compare(one.get(i), other.get(i));
			if (order != 0) {
				return order;
			}
		}
		return 0;
	}

	boolean isEmpty() {
		return this.rows.isEmpty();
	}

	/**
	 * Returns the SQL types of the columns; {@code null} for a column whose type is not
	 * known because all of its values are {@code null}.
	 */
	List<@Nullable String> types() {
		List<@Nullable String> types = new ArrayList<>();
		for (int i = 0; i < this.columns.size(); i++) {
			String declared = this.columns.get(i).sqlType();
			types.add((declared != null) ? declared : typeOf(i));
		}
		return types;
	}

	private @Nullable String typeOf(int column) {
		String type = null;
		for (@Nullable
		Object[] row : this.rows) {
			Object value = row[column];
			if (value != null) {
				String ofValue = SqlText.typeOf(value);
				if (ofValue == null) {
					throw unknownType(column, value.getClass().getName());
				}
				type = (type != null) ? common(column, type, ofValue) : ofValue;
			}
		}
		return type;
	}

	private String common(int column, String one, String other) {
		if (one.equals(other)) {
			return one;
		}
		if (NUMBERS.contains(one) && NUMBERS.contains(other)) {
			return "numeric";
		}
		throw unknownType(column, one + " and " + other);
	}

	private IllegalArgumentException unknownType(int column, String values) {
		return new IllegalArgumentException(
				"The SQL type of column '%s' of table '%s' cannot be derived from values of %s: declare it with the column"
					.formatted(this.columns.get(column).name(), this.table.table(), values));
	}

	/**
	 * Returns the parameters of the statements that write the rows.
	 */
	List<ColumnArrays> arrays(List<@Nullable String> types) {
		List<ColumnArrays> statements = new ArrayList<>();
		ColumnArrays current = new ColumnArrays(types);
		for (@Nullable
		Object[] row : this.rows) {
			if (current.isFull()) {
				statements.add(current);
				current = new ColumnArrays(types);
			}
			current.add(row);
		}
		statements.add(current);
		return statements;
	}

}
