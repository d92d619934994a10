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
	 * Events would survive the roll-back of a transaction that is about another
	 * connection. A transaction tells best what it manages: it binds its connection to
	 * the thread under the data source, whether it is one of JDBC or of JPA.
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
						"The transaction manager, a %s, runs without transaction synchronization, and the event store cannot take part in its transactions without"
							.formatted(this.transactionManager.getClass().getName()),
						"Leave its transactionSynchronization at SYNCHRONIZATION_ALWAYS, or set it to SYNCHRONIZATION_ON_ACTUAL_TRANSACTION.");
			}
		});
	}

	/**
	 * Whether statements through a data source are part of the transactions in which
	 * events are stored and checkpoints move.
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
