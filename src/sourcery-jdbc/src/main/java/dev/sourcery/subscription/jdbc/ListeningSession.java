package dev.sourcery.subscription.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import dev.sourcery.failure.SqlStates;
import dev.sourcery.failure.SqlStates.Kind;

/**
 * A connection that listens. A pooler in transaction mode runs each statement in a
 * session that it shares between clients, so LISTEN succeeds but has an effect on the
 * session of other clients. That is detected before if possible, and undone otherwise.
 */
final class ListeningSession {

	private static final int SESSION_CHECKS = 5;

	private static final int UNLISTEN_ATTEMPTS = 20;

	private static final Duration UNLISTEN_DELAY = Duration.ofMillis(10);

	private final NotifySession session;

	private int listeningPid;

	ListeningSession(NotifySession session) {
		this.session = session;
	}

	void listen(CommitChannel channel) throws SQLException, ListenFailedException {
		requireOneSession();
		try {
			this.listeningPid = this.session.executeReturningPid(channel.listen());
		}
		catch (SQLException ex) {
			if (isRefusal(ex)) {
				throw new ListenFailedException("the server rejects LISTEN: " + BroadcastLog.describe(ex));
			}
			throw ex;
		}
	}

	private void requireOneSession() throws SQLException, ListenFailedException {
		int pid = this.session.backendPid();
		if (pid == this.session.announcedPid()) {
			return;
		}
		for (int check = 0; check < SESSION_CHECKS; check++) {
			if (this.session.backendPid() != pid) {
				throw new ListenFailedException(
						"the connection goes through a pooler in transaction mode, which does not support LISTEN; use a data source that connects to the server directly");
			}
		}
	}

	// a standby is read-only
	private static boolean isRefusal(SQLException failure) {
		String state = failure.getSQLState();
		return state != null && (state.equals(SqlStates.READ_ONLY) || SqlStates.kindOf(state) == Kind.OTHER);
	}

	List<String> receive(Duration timeout) throws SQLException {
		return this.session.receive(timeout);
	}

	/**
	 * Listens again, which has no effect on an intact connection: firewalls and the
	 * server do not consider it idle.
	 * @throws SQLException if the connection is lost
	 */
	void ping(CommitChannel channel) throws SQLException {
		this.session.execute(channel.listen());
	}

	/**
	 * Stops listening, and returns the connection to its pool.
	 */
	void release() {
		try {
			unlisten();
			this.session.close();
		}
		catch (SQLException | RuntimeException ex) {
			discard();
		}
	}

	private void unlisten() throws SQLException {
		for (int attempt = 0; attempt < UNLISTEN_ATTEMPTS; attempt++) {
			int pid = this.session.executeReturningPid("unlisten *");
			if (this.listeningPid == 0 || pid == this.listeningPid) {
				return;
			}
			LockSupport.parkNanos(UNLISTEN_DELAY.toNanos());
		}
	}

	void discard() {
		this.session.discard();
	}

	void abort() {
		this.session.abort();
	}

}
