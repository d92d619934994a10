package dev.sourcery.autoconfigure.store;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The database of the event store and the transaction manager that manages it.
 */
final class StoreDatabase {

	private final DataSource dataSource;

	private final PlatformTransactionManager transactionManager;

	StoreDatabase(DataSource dataSource, PlatformTransactionManager transactionManager) {
		this.dataSource = dataSource;
		this.transactionManager = transactionManager;
		requireManaged();
	}

	/**
	 * Checks that the transaction manager manages the connections of the data source.
	 * Otherwise events would survive the rollback of a transaction that uses another
	 * connection. The check starts a transaction, because a transaction of JDBC as well
	 * as of JPA binds its connection to the thread with the data source as the key.
	 */
	private void requireManaged() {
		new TransactionTemplate(this.transactionManager).executeWithoutResult((status) -> {
			if (!TransactionSynchronizationManager.hasResource(this.dataSource)) {
				throw new StoreDatabaseException(
						"The transaction manager, a %s, does not manage the connections of the event store's DataSource, a %s"
							.formatted(this.transactionManager.getClass().getName(),
									this.dataSource.getClass().getName()),
						"Configure both with the same DataSource. If there are several, mark those for the event store with @SourceryDataSource and @SourceryTransactionManager.");
			}
			if (!TransactionSynchronizationManager.isSynchronizationActive()) {
				throw new StoreDatabaseException(
						"The transaction manager, a %s, runs without transaction synchronization, which the event store requires to take part in its transactions"
							.formatted(this.transactionManager.getClass().getName()),
						"Leave its transactionSynchronization at SYNCHRONIZATION_ALWAYS, or set it to SYNCHRONIZATION_ON_ACTUAL_TRANSACTION.");
			}
		});
	}

	/**
	 * Returns whether statements through a data source are part of the transactions in
	 * which events are stored and checkpoints move.
	 */
	boolean manages(DataSource candidate) {
		if (candidate == this.dataSource) {
			return true;
		}
		DataSource connecting = candidate;
		while (connecting instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null) {
			connecting = proxy.getTargetDataSource();
		}
		DataSource bound = connecting;
		return Boolean.TRUE.equals(new TransactionTemplate(this.transactionManager)
			.execute((status) -> TransactionSynchronizationManager.hasResource(bound)));
	}

	DataSource dataSource() {
		return this.dataSource;
	}

	PlatformTransactionManager transactionManager() {
		return this.transactionManager;
	}

}
