package dev.sourcery.store.jdbc;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/**
 * A thread with a transaction of its own, driven step by step from the test, so that
 * transactions can be made to overlap in a given way.
 */
final class Caller implements AutoCloseable {

	private final ExecutorService thread = Executors.newSingleThreadExecutor();

	private final PlatformTransactionManager transactionManager;

	private TransactionStatus transaction;

	Caller(PlatformTransactionManager transactionManager) {
		this.transactionManager = transactionManager;
	}

	Caller begin() {
		return begin(TransactionDefinition.ISOLATION_DEFAULT);
	}

	Caller begin(int isolation) {
		DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
		definition.setIsolationLevel(isolation);
		run(() -> this.transaction = this.transactionManager.getTransaction(definition));
		return this;
	}

	<T> T run(Callable<T> step) {
		try {
			return start(step).get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw new AssertionError(ex);
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	<T> Future<T> start(Callable<T> step) {
		return this.thread.submit(step);
	}

	void commit() {
		run(() -> {
			this.transactionManager.commit(this.transaction);
			return null;
		});
	}

	void rollback() {
		run(() -> {
			this.transactionManager.rollback(this.transaction);
			return null;
		});
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
	}

}
