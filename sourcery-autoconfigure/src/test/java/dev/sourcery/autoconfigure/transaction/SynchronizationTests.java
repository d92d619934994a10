package dev.sourcery.autoconfigure.transaction;

import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.autoconfigure.store.StoreDatabaseException;
import dev.sourcery.store.EventStore;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Transaction managers that do not announce each of their transactions.
 */
class SynchronizationTests {

	@Test
	void whenTheTransactionManagerNeverSynchronizesTheApplicationDoesNotStart() {
		with(AbstractPlatformTransactionManager.SYNCHRONIZATION_NEVER).run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOf(StoreDatabaseException.class)
			.hasMessageContaining("SYNCHRONIZATION_ALWAYS"));
	}

	@Test
	void whenTheTransactionManagerSynchronizesActualTransactionsTheApplicationStarts() {
		with(AbstractPlatformTransactionManager.SYNCHRONIZATION_ON_ACTUAL_TRANSACTION)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(EventStore.class));
	}

	private static ApplicationContextRunner with(int synchronization) {
		return Contexts.withJdbc()
			.withInitializer((context) -> context.getBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {
				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					if (bean instanceof JdbcTransactionManager manager) {
						manager.setTransactionSynchronization(synchronization);
					}
					return bean;
				}
			}));
	}

}
