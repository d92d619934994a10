package dev.sourcery.projection.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.sourcery.projection.jdbc.TableColumn.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The statements on a table. Each typed column of the rows is one array parameter, so
 * that the text of a statement does not depend on the number of rows.
 *
 * @param schema the PostgreSQL schema, or {@code null} for that of the search path
 * @param table the name of the table
 * @param columns the columns
 */
record TableSql(@Nullable String schema, String table, List<TableColumn> columns) {

	TableSql {
		if (table.isBlank() || (schema != null && schema.isBlank())) {
			throw new IllegalArgumentException("A table needs a name");
		}
		columns = List.copyOf(columns);
		List<String> names = columns.stream().map(TableColumn::name).toList();
		if (names.stream().distinct().count() < names.size()) {
			throw new IllegalArgumentException(
					"Table '%s' has two columns of the same name: %s".formatted(table, names));
		}
	}

	List<TableColumn> keys() {
		return this.columns.stream().filter(TableColumn::isKey).toList();
	}

	/**
	 * Returns the statement that inserts or updates rows.
	 * @param types the SQL types of all columns; {@code null} for a column that has no
	 * values
	 */
	String upsert(List<@Nullable String> types) {
		List<String> selected = IntStream.range(0, types.size())
			.mapToObj((column) -> (types.get(column) != null) ? "c" + column : "null")
			.toList();
		return """
				insert into %s as target (%s)
				select %s
				from unnest(%s) as batch (%s)
				on conflict (%s) do %s
				""".formatted(name(), names(this.columns), String.join(", ", selected), parameters(types),
				aliases(types), names(keys()), onConflict());
	}

	private String onConflict() {
		List<String> assignments = this.columns.stream()
			.filter((column) -> !column.isKey())
			.map(TableSql::assignment)
			.toList();
		return assignments.isEmpty() ? "nothing" : "update set " + String.join(", ", assignments);
	}

	private static String assignment(TableColumn column) {
		String name = quoted(column.name());
		return (column.kind() == Kind.SUM) ? "%1$s = target.%1$s + excluded.%1$s".formatted(name)
				: "%1$s = excluded.%1$s".formatted(name);
	}

	/**
	 * Returns the statement that deletes rows. It locks them in the order of the keys
	 * before: the order in which rows are deleted depends on the plan.
	 * @param types the SQL types of the key columns
	 */
	String delete(List<@Nullable String> types) {
		List<TableColumn> keys = keys();
		return """
				with locked as materialized (
				    select %s
				    from %s target
				    join unnest(%s) with ordinality as batch (%s, number) on %s
				    order by batch.number
				    for update of target)
				delete from %s target
				using locked
				where %s
				""".formatted(
				keys.stream().map((key) -> "target." + quoted(key.name())).collect(Collectors.joining(", ")), name(),
				parameters(types), aliases(types),
				IntStream.range(0, keys.size())
					.mapToObj((key) -> "target.%s = batch.c%d".formatted(quoted(keys.get(key).name()), key))
					.collect(Collectors.joining(" and ")),
				name(),
				keys.stream()
					.map((key) -> "target.%1$s = locked.%1$s".formatted(quoted(key.name())))
					.collect(Collectors.joining(" and ")));
	}

	private static String parameters(List<@Nullable String> types) {
		return types.stream()
			.filter(Objects::nonNull)
			.map((type) -> "cast(? as %s[])".formatted(type))
			.collect(Collectors.joining(", "));
	}

	private static String aliases(List<@Nullable String> types) {
		List<String> aliases = new ArrayList<>();
		for (int column = 0; column < types.size(); column++) {
			if (types.get(column) != null) {
				aliases.add("c" + column);
			}
		}
		return String.join(", ", aliases);
	}

	private String name() {
		return (this.schema != null) ? quoted(this.schema) + "." + quoted(this.table) : quoted(this.table);
	}

	private static String names(List<TableColumn> columns) {
		return columns.stream().map((column) -> quoted(column.name())).collect(Collectors.joining(", "));
	}

	private static String quoted(String identifier) {
		return '"' + identifier.replace("\"", "\"\"") + '"';
	}

}
