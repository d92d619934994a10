package dev.sourcery.jdbc;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A transaction whose commit does not wait for the disk, unless events are appended in
 * it. If the server crashes before the commit is on the disk, it is lost as a whole,
 * which is harmless for a read model with its checkpoint, but not for events. For one
 * thread.
 *
 * @since 0.1
 */
public final class AsynchronousCommit implements TransactionSynchronization {

	/**
	 * The SQL expression that makes the commit of the current transaction asynchronous.
	 * Its value is {@code null} if the session has another value than {@code on}: it was
	 * chosen for a reason, and {@code remote_apply} is also about reads on standbys.
	 */
	public static final String SQL = """
			case current_setting('synchronous_commit')
			    when 'on' then set_config('synchronous_commit', 'off', true) end""";

	private final JdbcOperations jdbc;

	private boolean appended;

	private boolean handled;

	private AsynchronousCommit(JdbcOperations jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Returns whether appends in the current transaction would be detected.
	 * @return whether the commit may be asynchronous
	 */
	public static boolean isPossible() {
		return TransactionSynchronizationManager.isSynchronizationActive();
	}

	/**
	 * Records that the commit of the current transaction is asynchronous.
	 * @param jdbc the operations on the connection of the transaction
	 */
	public static void begun(JdbcOperations jdbc) {
		TransactionSynchronizationManager.registerSynchronization(new AsynchronousCommit(jdbc));
	}

	/**
	 * Makes the commit of the current transaction synchronous, before events are appended
	 * in it.
	 * @return whether it was asynchronous
	 */
	public static boolean beforeAppend() {
		AsynchronousCommit current = current();
		if (current == null || (current.appended && !current.handled)) {
			return false;
		}
		current.appended = true;
		current.end();
		return true;
	}

	/**
	 * Completes the work of the transaction. If events were appended, makes the commit
	 * synchronous once more: the rollback of a savepoint may have reverted that.
	 */
	public static void afterHandlers() {
		AsynchronousCommit current = current();
		if (current != null) {
			current.handled = true;
			if (current.appended) {
				current.end();
			}
		}
	}

	private static @Nullable AsynchronousCommit current() {
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			for (TransactionSynchronization each : TransactionSynchronizationManager.getSynchronizations()) {
				if (each instanceof AsynchronousCommit found) {
					return found;
				}
			}
		}
		return null;
	}

	private void end() {
		this.jdbc.queryForObject("select set_config('synchronous_commit', 'on', true)", String.class);
	}

}
