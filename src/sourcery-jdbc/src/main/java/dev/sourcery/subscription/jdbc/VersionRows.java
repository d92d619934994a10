package dev.sourcery.subscription.jdbc;

import java.util.List;
import java.util.Objects;

import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.SubscriptionKey;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The rows of the live versions, one for each name, within transactions of the caller.
 * Thread-safe.
 */
final class VersionRows {

	private final JdbcTemplate jdbc;

	private final SchemaName schema;

	VersionRows(JdbcTemplate jdbc, SchemaName schema) {
		this.jdbc = jdbc;
		this.schema = schema;
	}

	/**
	 * Inserts the row of a name if there is none, before the lanes of a version are
	 * inserted. If there are lanes, they were inserted by a node of an earlier release.
	 */
	void insert(SubscriptionKey version) {
		String sql = this.schema.in("""
				insert into {schema}.projection_versions (name, live_version)
				select ?, coalesce(
				    (select max(subscription_version) from {schema}.subscription_lanes where name = ?), ?)
				on conflict do nothing
				""");
		this.jdbc.update(sql, version.name(), version.name(), version.version());
	}

	/**
	 * Locks the row of a name.
	 * @return the live version
	 */
	int lock(SubscriptionKey version) {
		insert(version);
		String sql = this.schema.in("""
				select live_version
				from {schema}.projection_versions
				where name = ?
				for no key update
				""");
		return Objects.requireNonNull(this.jdbc.queryForObject(sql, Integer.class, version.name()));
	}

	/**
	 * Makes a version live.
	 */
	void update(SubscriptionKey version) {
		String sql = this.schema.in("""
				update {schema}.projection_versions
				set live_version = ?, live_since = clock_timestamp()
				where name = ?
				""");
		this.jdbc.update(sql, version.version(), version.name());
	}

	/**
	 * Returns the versions of a name that have lanes.
	 */
	List<Integer> stored(String name) {
		String sql = this.schema.in("""
				select distinct subscription_version
				from {schema}.subscription_lanes
				where name = ?
				order by subscription_version
				""");
		return this.jdbc.queryForList(sql, Integer.class, name);
	}

	/**
	 * Deletes the row of a name without lanes: a version that is added later is live from
	 * its start, regardless of its number.
	 */
	void deleteIfUnused(SubscriptionKey version) {
		if (stored(version.name()).isEmpty()) {
			this.jdbc.update(this.schema.in("delete from {schema}.projection_versions where name = ?"), version.name());
		}
	}

}
