package dev.sourcery.store.jdbc;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import javax.sql.DataSource;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.failure.SqlStates;
import dev.sourcery.jdbc.SchemaName;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Finds the types of the stored events. There is no index for them, because it would slow
 * down every append: all events are scanned if this is possible within a given time, and
 * in larger stores the oldest events, the newest events and randomly selected blocks.
 *
 * @since 0.1
 */
public final class StoredEventTypes {

	private static final double SAMPLED_BLOCKS = 1000;

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final SchemaName schema;

	/**
	 * Creates an instance.
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
	 * Finds the types.
	 * @param timeout maximum time for the scan of all events; a sample after that takes
	 * at most the same time
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
			if (SqlStates.QUERY_CANCELED.equals(SqlStates.of(ex))) {
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
	 * The result of the search.
	 *
	 * @param types the types
	 * @param extent the events that were scanned
	 */
	public record Found(Set<EventTypeName> types, Extent extent) {

	}

	/**
	 * The events that were scanned.
	 */
	public enum Extent {

		/**
		 * All events.
		 */
		ALL,

		/**
		 * A sample, because a scan of all events takes too long.
		 */
		SAMPLE,

		/**
		 * No events, because the sample takes too long as well.
		 */
		NOTHING

	}

}
