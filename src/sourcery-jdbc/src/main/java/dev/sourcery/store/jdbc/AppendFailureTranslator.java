package dev.sourcery.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import dev.sourcery.store.ReadOnlyTransactionException;
import dev.sourcery.store.spi.EncodedAppend;

import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Converts the failure of an append statement to the exception for its caller.
 */
final class AppendFailureTranslator {

	private AppendFailureTranslator() {
	}

	/**
	 * Converts the failure of a statement or a commit that may have succeeded
	 * nevertheless. A failure that is not a response of the database gives no information
	 * about the success.
	 * @param answered whether the database has responded to the statement
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
	 * Fails with a {@link ReadOnlyTransactionException} if a write was rejected because
	 * the transaction or the connection is read-only. If both can write, the server is
	 * read-only.
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
