package dev.sourcery.store.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.jdbc.SchemaName;
import javax.sql.DataSource;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Finds the types of the stored events. No index has them, for it would slow down every
 * append: all events are scanned as far as a given time permits, and of larger stores the
 * oldest, the newest and randomly drawn blocks of events.
 */
public final class StoredEventTypes {

	private static final String QUERY_CANCELED = "57014";

	private static final double SAMPLED_BLOCKS = 1000;

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final SchemaName schema;

	/**
	 * Prepares the search.
	 * @param dataSource the database
	 * @param transactionManager the transaction manager of the application for that
	 * database
	 * @param schema the PostgreSQL schema of the store's tables
	 */
	public StoredEventTypes(DataSource dataSource, PlatformTransactionManager transactionManager, String schema) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.transaction = new TransactionTemplate(transactionManager);
		this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		this.transaction.setReadOnly(true);
		this.schema = new SchemaName(schema);
	}

	/**
	 * Searches the types.
	 * @param timeout how long all events may be scanned; a sample then takes as long at
	 * most
	 * @return the types found
	 */
	public Found find(Duration timeout) {
		return within(timeout, this::ofAllEvents).map((types) -> new Found(types, Extent.ALL))
			.or(() -> within(timeout, this::ofSample).map((types) -> new Found(types, Extent.SAMPLE)))
			.orElseGet(() -> new Found(Set.of(), Extent.NOTHING));
	}

	private Optional<Set<EventTypeName>> within(Duration timeout, Search search) {
		try {
			return Optional.of(Objects.requireNonNull(this.transaction.execute((status) -> {
				this.jdbc.execute("set local statement_timeout = " + Math.max(1, timeout.toMillis()));
				return search.run();
			})));
		}
		catch (DataAccessException ex) {
			if (NestedExceptionUtils.getMostSpecificCause(ex) instanceof SQLException cause
					&& QUERY_CANCELED.equals(cause.getSQLState())) {
				return Optional.empty();
			}
			throw ex;
		}
	}

	private Set<EventTypeName> ofAllEvents() {
		return query("select distinct event_type, schema_version from {schema}.events");
	}

	private Set<EventTypeName> ofSample() {
		Long blocks = Objects.requireNonNull(
				this.jdbc.queryForObject("select pg_relation_size('%s') / current_setting('block_size')::int"
					.formatted(this.schema.in("{schema}.events")), Long.class));
		double percentage = Math.min(100, 100 * SAMPLED_BLOCKS / Math.max(1, blocks));
		return query("""
				select distinct event_type, schema_version
				from (
				    (select event_type, schema_version from {schema}.events order by position limit 10000)
				    union all
				    (select event_type, schema_version from {schema}.events order by position desc limit 10000)
				    union all
				    (select event_type, schema_version from {schema}.events tablesample system (%s))
				) as sample
				""".formatted(String.format(Locale.ROOT, "%.6f", percentage)));
	}

	private Set<EventTypeName> query(String sql) {
		return new LinkedHashSet<>(this.jdbc.query(this.schema.in(sql),
				(row, number) -> new EventTypeName(row.getString(1), row.getInt(2))));
	}

	private interface Search {

		Set<EventTypeName> run();

	}

	/**
	 * What was found.
	 *
	 * @param types the types
	 * @param extent which events were looked at
	 */
	public record Found(Set<EventTypeName> types, Extent extent) {

	}

	/**
	 * Which events were looked at.
	 */
	public enum Extent {

		/**
		 * All of them.
		 */
		ALL,

		/**
		 * A sample, because all of them take too long.
		 */
		SAMPLE,

		/**
		 * None, because the sample takes too long as well.
		 */
		NOTHING

	}

}
