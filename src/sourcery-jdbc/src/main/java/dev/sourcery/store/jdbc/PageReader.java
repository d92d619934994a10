package dev.sourcery.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.schema.IncarnationSql;
import dev.sourcery.store.StoreOperation;
import dev.sourcery.store.jdbc.Pages.Page;
import dev.sourcery.store.spi.StoredEvent;
import dev.sourcery.tail.ServerIncarnation;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;

/**
 * Reads pages that fit into memory. The driver holds a whole result in memory, and the
 * average size of previous events does not predict the size of the next ones. So if a
 * store has large events, PostgreSQL omits the content of events that are larger than the
 * page allows, and returns their size.
 */
final class PageReader {

	// a value that is not compressed has a stored size; a compressed one must be
	// decompressed
	private static final String SIZE = """
			case when pg_column_compression({column}) is null then pg_column_size({column})
			     else octet_length({column}::text) end
			""";

	private final JdbcTemplate jdbc;

	private final LargeEvents largeEvents;

	private final String from;

	private final String server;

	PageReader(JdbcTemplate jdbc, SchemaName schema) {
		this(jdbc, schema, "{schema}.events");
	}

	/**
	 * Creates a reader of other rows.
	 * @param rows a table or a subquery with the columns of events that are read
	 */
	PageReader(JdbcTemplate jdbc, SchemaName schema, String rows) {
		this.jdbc = jdbc;
		this.largeEvents = new LargeEvents(jdbc, schema);
		this.from = schema.in("from " + rows + "\n");
		// offset 0: otherwise the expression is evaluated for each row
		this.server = "(select ? = " + IncarnationSql.in(schema) + " as same offset 0) server";
	}

	/**
	 * Reads a page.
	 * @param columns the columns, of which the last ones are metadata, if requested, and
	 * payload
	 * @param conditions the rest of the statement up to {@code order by}
	 * @param order the key and the direction
	 * @param arguments the arguments of the conditions
	 * @param limit maximum number of events
	 * @param bytes maximum total number of bytes of content in the page
	 * @param incarnation the required incarnation of the server, if any
	 */
	<T> Page<T> read(Columns<T> columns, String conditions, String order, List<Object> arguments, int limit, long bytes,
			@Nullable ServerIncarnation incarnation) {
		return StoreExceptionTranslator.translating(StoreOperation.READ,
				() -> (limit > 1 && this.largeEvents.mayExist())
						? guarded(columns, conditions, order, arguments, limit, bytes, incarnation)
						: plain(columns, conditions, order, arguments, limit, incarnation));
	}

	/**
	 * Returns whether it is known, without a query, that there are no large events.
	 */
	boolean areSmall() {
		return this.largeEvents.areAbsent();
	}

	/**
	 * Returns the statement that reads a page of small events from one server.
	 */
	NextEvents next(Columns<StoredEvent> columns, String conditions, String order, List<Object> arguments, int limit) {
		return new NextEvents(onServer(sql(columns, conditions, order)), with(arguments, limit), limit,
				columns.count() + 1, columns.reader().get());
	}

	private String sql(Columns<?> columns, String conditions, String order) {
		return "select " + columns.names() + ", " + columns.content() + "\n" + this.from + conditions + "order by "
				+ order + "\nlimit ?\n";
	}

	private <T> Page<T> plain(Columns<T> columns, String conditions, String order, List<Object> arguments, int limit,
			@Nullable ServerIncarnation incarnation) {
		String sql = sql(columns, conditions, order);
		RowReader<T> reader = columns.reader().get();
		return query(sql, columns.count(), incarnation, with(arguments, limit), (rows) -> firstOf(rows, reader, limit));
	}

	/**
	 * Returns the events before the first one that cannot be read.
	 * @throws EventDecodingException if the first event of the page cannot be read
	 */
	private static <T> Page<T> firstOf(PageRows rows, RowReader<T> reader, int limit) throws SQLException {
		List<T> events = new ArrayList<>();
		while (rows.next()) {
			try {
				events.add(reader.read(rows.current()));
			}
			catch (EventDecodingException ex) {
				if (events.isEmpty()) {
					throw ex;
				}
				return new Page<>(events, true);
			}
		}
		return new Page<>(events, events.size() == limit);
	}

	/**
	 * Returns the events before the first one that has not been read.
	 * @throws EventDecodingException if the first event of the page cannot be read
	 */
	private static <T> Page<T> firstOf(List<Sized<T>> read, int limit) {
		List<T> events = new ArrayList<>(read.size());
		for (Sized<T> row : read) {
			if (row.failure() != null && events.isEmpty()) {
				throw row.failure();
			}
			if (row.event() == null) {
				break;
			}
			events.add(row.event());
		}
		return new Page<>(events, events.size() < read.size() || read.size() == limit);
	}

	private <T> Page<T> guarded(Columns<T> columns, String conditions, String order, List<Object> arguments, int limit,
			long bytes, @Nullable ServerIncarnation incarnation) {
		List<String> content = List.of(columns.content().split(", "));
		String sql = "select " + columns.names() + ", "
				+ String.join(", ", content.stream().map("case when size <= ? then %s end"::formatted).toList())
				+ ", size\nfrom (select *, "
				+ String.join("+ ", content.stream().map((column) -> SIZE.replace("{column}", column)).toList())
				+ " as size\n" + this.from + conditions + "order by " + order + "\nlimit ?) page\norder by " + order
				+ "\n";
		List<Object> all = new ArrayList<>();
		content.forEach((column) -> all.add(bytes / limit));
		all.addAll(arguments);
		RowReader<T> reader = columns.reader().get();
		List<Sized<T>> sized = query(sql, columns.count() + 1, incarnation, with(all, limit), (rows) -> {
			List<Sized<T>> found = new ArrayList<>();
			while (rows.next()) {
				long size = rows.current().getLong(columns.count() + 1);
				found.add((size <= bytes / limit) ? Sized.read(reader, rows.current(), size)
						: new Sized<>(null, size, null));
			}
			return found;
		});
		Page<T> small = firstOf(sized, limit);
		if (!small.rows().isEmpty() || sized.isEmpty()) {
			return small;
		}
		Page<T> large = plain(columns, conditions, order, arguments, fitting(sized, bytes), incarnation);
		return new Page<>(large.rows(), true);
	}

	private static List<Object> with(List<Object> arguments, int limit) {
		List<Object> all = new ArrayList<>(arguments);
		all.add(limit);
		return all;
	}

	/**
	 * Reads the rows, and in the same statement the incarnation of the server: a pool may
	 * have connections to several servers, and an event that has not arrived at a lagging
	 * one would be missed permanently. The single row of the server is returned even if
	 * the page is empty. It is joined without a condition, so the rows of the page keep
	 * their order.
	 */
	private <R> R query(String page, int columns, @Nullable ServerIncarnation incarnation, List<Object> arguments,
			RowsExtractor<R> extractor) {
		if (incarnation == null) {
			ResultSetExtractor<R> all = (rows) -> extractor.extract(new PageRows(rows, 0));
			return Objects.requireNonNull(this.jdbc.query(page, all, arguments.toArray()));
		}
		String sql = onServer(page);
		List<Object> all = new ArrayList<>();
		all.add(incarnation.value());
		all.addAll(arguments);
		ResultSetExtractor<R> ofSameServer = (rows) -> extractor.extract(new PageRows(rows, columns + 1));
		return Objects.requireNonNull(this.jdbc.query(sql, ofSameServer, all.toArray()));
	}

	private String onServer(String page) {
		return "select page.*, server.same\nfrom " + this.server + "\nleft join (" + page + ") page on true\n";
	}

	// at least one, regardless of its size
	private static <T> int fitting(List<Sized<T>> sized, long bytes) {
		int count = 1;
		long sum = sized.get(0).size();
		while (count < sized.size() && sum + sized.get(count).size() <= bytes) {
			sum += sized.get(count).size();
			count++;
		}
		return count;
	}

	/**
	 * The columns to read for each event.
	 *
	 * @param names the columns that are small, separated by commas
	 * @param content the columns that may be large, the last of them the payload
	 * @param count the number of columns
	 * @param reader supplier of a reader for the rows of one page
	 */
	record Columns<T>(String names, String content, int count, Supplier<RowReader<T>> reader) {

	}

	/**
	 * Reads rows of one page.
	 */
	@FunctionalInterface
	interface RowReader<T> {

		T read(ResultSet row) throws SQLException;

	}

	private interface RowsExtractor<R> {

		R extract(PageRows rows) throws SQLException;

	}

	private record Sized<T>(@Nullable T event, long size, @Nullable EventDecodingException failure) {

		static <T> Sized<T> read(RowReader<T> reader, ResultSet row, long size) throws SQLException {
			try {
				return new Sized<>(reader.read(row), size, null);
			}
			catch (EventDecodingException ex) {
				return new Sized<>(null, size, ex);
			}
		}

	}

}
