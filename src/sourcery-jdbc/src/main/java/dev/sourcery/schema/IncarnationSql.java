package dev.sourcery.schema;

import dev.sourcery.jdbc.SchemaName;

/**
 * SQL expression for the incarnation of the server. It is defined in one place, because
 * two statements compare its values.
 *
 * @since 0.1
 */
public final class IncarnationSql {

	private IncarnationSql() {
	}

	/**
	 * Returns an expression for a text that changes when the server is restarted, when it
	 * recovers from the crash of a backend, when it is replaced by another server, and
	 * when the tables are restored in another database or under the same name.
	 * @param schema the PostgreSQL schema of the store's tables
	 * @return the SQL expression
	 */
	public static String in(SchemaName schema) {
		// After the crash of one backend the postmaster restarts all backends but not
		// itself. The reset time of the statistics shows this, because the statistics are
		// then discarded. On PostgreSQL 14 the statistics come from a file, which takes
		// time and cannot always be read. A former standby has a start time of its own,
		// and a server that becomes a standby is restarted. A copy of a database keeps
		// the identifiers of its tables, a restored dump gets new ones. The times are in
		// seconds, because the text form of a timestamp depends on the time zone of the
		// session.
		return schema.in("""
				concat_ws('/',
				    extract(epoch from pg_postmaster_start_time()),
				    case when current_setting('server_version_num')::integer >= 150000
				         then extract(epoch from pg_stat_get_bgwriter_stat_reset_time()) end,
				    (select oid from pg_database where datname = current_database()),
				    '{schema}.events'::regclass::oid)
				""");
	}

}
