package dev.sourcery.projection;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables of one version of a projection: each name ends with the version, such as
 * {@code statement_v2}. Handlers write SQL with the names in braces, which is the same
 * for all versions; readers read a view with the plain name.
 *
 * <pre class="code">
 * private static final ProjectionTables TABLES = ProjectionTables.of(Statement.class);
 *
 * jdbc.sql(TABLES.in("insert into {statement} (id, amount) values (?, ?)"))
 * </pre>
 *
 * @since 0.1
 */
public final class ProjectionTables {

	// texts in quotes stay as they are
	private static final Pattern PLACEHOLDER = Pattern
		.compile("'[^']*'|\\{([a-z_][a-z0-9_]*(?:\\.[a-z_][a-z0-9_]*)?)}");

	private final String suffix;

	private ProjectionTables(int version) {
		this.suffix = "_v" + version;
	}

	/**
	 * Returns the tables of a projection.
	 * @param projectionClass the class annotated with {@link Projection @Projection}
	 * @return the tables of the version in the annotation
	 * @throws IllegalArgumentException if the class is not annotated
	 */
	public static ProjectionTables of(Class<?> projectionClass) {
		Projection annotation = projectionClass.getAnnotation(Projection.class);
		if (annotation == null) {
			throw new IllegalArgumentException("%s has no @Projection annotation".formatted(projectionClass.getName()));
		}
		return new ProjectionTables(annotation.version());
	}

	/**
	 * Returns the name of a table.
	 * @param table the plain name, optionally with a schema
	 * @return the name for this version
	 */
	public String name(String table) {
		return table + this.suffix;
	}

	/**
	 * Inserts the names of the tables into SQL.
	 * @param sql SQL with plain names of tables in braces, such as {@code {statement}}
	 * @return the SQL to run
	 */
	public String in(String sql) {
		return PLACEHOLDER.matcher(sql).replaceAll(this::replacement);
	}

	private String replacement(MatchResult found) {
		String table = found.group(1);
		return Matcher.quoteReplacement((table != null) ? name(table) : found.group());
	}

}
