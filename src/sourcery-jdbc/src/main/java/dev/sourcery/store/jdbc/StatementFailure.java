package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import dev.sourcery.store.ReadOnlyTransactionException;
import dev.sourcery.store.spi.EncodedAppend;

import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Turns the failure of an append statement into the exception that its caller gets.
 */
final class StatementFailure {

	private StatementFailure() {
	}

	/**
	 * The failure of a statement or a commit that may have succeeded all the same. What
	 * is none of the database's answers says nothing about that.
	 * @param answered whether the database had answered before
	 */
	static RuntimeException ofCommitting(Connection connection, boolean answered, Throwable failure,
			List<EncodedAppend> appends) {
		if (answered || !(failure instanceof SQLException refusal)) {
			return StoreExceptionTranslator.outcomeUnknown(failure, appends);
		}
		requireWritable(connection, refusal, appends);
		return StoreExceptionTranslator.ofCommittingAppend(refusal, appends);
	}

	static RuntimeException ofRolledBack(Connection connection, Throwable failure, List<EncodedAppend> appends) {
		if (failure instanceof Error error) {
			throw error;
		}
		Exception exception = (Exception) failure;
		if (exception instanceof RuntimeException other && !(other instanceof TransactionTimedOutException)) {
			return other;
		}
		requireWritable(connection, exception, appends);
		return StoreExceptionTranslator.ofAppend(exception, appends);
	}

	/**
	 * Where transaction and connection could write, it is the server that cannot.
	 */
	private static void requireWritable(Connection connection, Exception failure, List<EncodedAppend> appends) {
		boolean readOnly = TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.isCurrentTransactionReadOnly();
		if (StoreExceptionTranslator.isReadOnly(failure) && (readOnly || isReadOnly(connection))) {
			throw new ReadOnlyTransactionException(appends.stream().map(EncodedAppend::stream).toList());
		}
	}

	private static boolean isReadOnly(Connection connection) {
		try {
			return connection.isReadOnly();
		}
		catch (SQLException ex) {
			return false;
		}
	}

}
