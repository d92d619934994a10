package dev.sourcery.schema;

import dev.sourcery.jdbc.SchemaName;

/**
 * The SQL expression for the incarnation of the server, in one place: two statements
 * compare what they get from it.
 */
public final class IncarnationSql {

	private IncarnationSql() {
	}

	/**
	 * The expression of a text, which changes when the server is restarted, when it
	 * recovers from the crash of one backend, when another server takes its place, and
	 * when the tables are restored in another database or under the same name.
	 * @param schema the PostgreSQL schema of the store's tables
	 * @return the expression
	 */
	public static String in(SchemaName schema) {
		// After the crash of one backend the postmaster restarts all of them but not
		// itself: that shows in the statistics, which are then discarded. On PostgreSQL
		// 14 they come from a file, which costs time and cannot always be read. A server
		// that was a standby has a start of its own, and one that becomes a standby is
		// restarted. A copy of a database keeps the identifiers of its tables, a restored
		// dump gets new ones. Seconds, because a text of a time depends on the time zone
		// of the session.
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
