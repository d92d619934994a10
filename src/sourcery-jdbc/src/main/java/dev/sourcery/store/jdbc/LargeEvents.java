package dev.sourcery.store.jdbc;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

import dev.sourcery.jdbc.SchemaName;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Detects whether the store may contain large events. PostgreSQL stores values of more
 * than about 2 kB separately from their rows, so there are no large events as long as no
 * value is stored separately. Thread-safe.
 */
final class LargeEvents {

	private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

	private final JdbcTemplate jdbc;

	private final String sql;

	private volatile boolean found;

	private volatile long lookAgainAt = System.nanoTime();

	LargeEvents(JdbcTemplate jdbc, SchemaName schema) {
		this.jdbc = jdbc;
		this.sql = schema.in("""
				select coalesce(pg_relation_size(nullif(reltoastrelid, 0)), 0) > 0
				from pg_class
				where oid = '{schema}.events'::regclass
				""");
	}

	/**
	 * Returns whether large events may exist. The check is repeated every second, until
	 * there are some.
	 */
	boolean mayExist() {
		if (!this.found && System.nanoTime() - this.lookAgainAt >= 0) {
			this.found = Objects.requireNonNull(this.jdbc.queryForObject(this.sql, Boolean.class));
			this.lookAgainAt = System.nanoTime() + INTERVAL;
		}
		return this.found;
	}

	/**
	 * Returns whether a recent check has shown that there are no large events. Does not
	 * query the database.
	 */
	boolean areAbsent() {
		return !this.found && System.nanoTime() - this.lookAgainAt < 0;
	}

}
