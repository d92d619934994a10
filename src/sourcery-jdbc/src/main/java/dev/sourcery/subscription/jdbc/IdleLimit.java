package dev.sourcery.subscription.jdbc;

/**
 * Limits the time for which a transaction may be idle, so that the server ends the
 * session of a node that hangs. A shorter limit of the session is kept.
 */
final class IdleLimit {

	/**
	 * The SQL expression; its two parameters are both the limit in milliseconds.
	 */
	static final String SQL = """
			set_config('idle_in_transaction_session_timeout',
			    case when current_setting('idle_in_transaction_session_timeout')::interval > interval '0'
			          and current_setting('idle_in_transaction_session_timeout')::interval < ? * interval '1 millisecond'
			         then current_setting('idle_in_transaction_session_timeout')
			         else cast(? as text) end, true)""";

	private IdleLimit() {
	}

}
