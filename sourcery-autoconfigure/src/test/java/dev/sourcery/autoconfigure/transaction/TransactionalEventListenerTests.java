package dev.sourcery.autoconfigure.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.AccountId;
import dev.sourcery.autoconfigure.bank.BankConfiguration;
import dev.sourcery.autoconfigure.transaction.TransactionFixture.Kind;
import dev.sourcery.repository.Repository;
import dev.sourcery.store.TransactionCompletedException;
import dev.sourcery.tail.AppendHooks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Commands after the end of a transaction, be it of JDBC or of JPA.
 */
class TransactionalEventListenerTests {

	static Stream<Arguments> arguments() {
		return Stream.of(Kind.values())
			.flatMap((kind) -> Stream.of(true, false).map((autoCommit) -> Arguments.of(kind, autoCommit)));
	}

	@ParameterizedTest
	@MethodSource("arguments")
	void aCommandAfterTheEndIsRefusedUnlessItHasANewTransaction(Kind kind, boolean autoCommit) {
		with(kind, autoCommit).run((context) -> {
			Listeners listeners = context.getBean(Listeners.class);
			for (boolean usedBefore : new boolean[] { true, false }) {
				for (boolean commits : new boolean[] { true, false }) {
					List<AccountId> late = new ArrayList<>();
					List<AccountId> inNew = new ArrayList<>();
					listeners.failures.clear();
					new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
						.executeWithoutResult((status) -> {
							if (usedBefore) {
								open(context, AccountId.random());
							}
							publish(context, late, inNew);
							if (!commits) {
								status.setRollbackOnly();
							}
						});
					assertThat(inNew).hasSize(commits ? 2 : 1)
						.allSatisfy((id) -> assertThat(accounts(context).find(id)).isPresent());
					assertThat(listeners.failures).hasSize(commits ? 3 : 2)
						.allSatisfy((failure) -> assertThat(failure).isInstanceOf(TransactionCompletedException.class)
							.hasMessageContaining("REQUIRES_NEW"));
					assertThat(late).hasSize(commits ? 3 : 2)
						.allSatisfy((id) -> assertThat(accounts(context).find(id)).isEmpty());
				}
			}
		});
	}

	@ParameterizedTest
	@EnumSource
	void whatAHandlerHasHalfWrittenIsNotCommittedThoughTheCallerCatches(Kind kind) {
		with(kind, true).run((context) -> {
			JdbcClient jdbc = context.getBean(JdbcClient.class);
			context.getBean(AppendHooks.class).onAppend((events) -> {
				jdbc.sql("insert into half values (1)").update();
				throw new TransactionFixture.PrinterJam();
			});
			AccountId id = AccountId.random();
			TransactionTemplate transaction = new TransactionTemplate(
					context.getBean(PlatformTransactionManager.class));
			assertThatExceptionOfType(UnexpectedRollbackException.class).isThrownBy(() -> transaction
				.executeWithoutResult((status) -> assertThat(catchThrowable(() -> open(context, id)))
					.isInstanceOf(TransactionFixture.PrinterJam.class)));
			assertThat(accounts(context).find(id)).isEmpty();
			assertThat(jdbc.sql("select * from half").query().listOfRows()).isEmpty();
		});
	}

	private static void publish(ApplicationContext context, List<AccountId> late, List<AccountId> inNew) {
		Listeners listeners = context.getBean(Listeners.class);
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
			@Override
			public void afterCommit() {
				listeners.attempt(late);
			}
		});
		context.publishEvent(new Happened(late, inNew));
	}

	private static void open(ApplicationContext context, AccountId id) {
		accounts(context).create(id, new Account.Open("Ada"));
	}

	private static Repository<Account, AccountId> accounts(ApplicationContext context) {
		return context.getBean(Listeners.class).accounts;
	}

	private ApplicationContextRunner with(Kind kind, boolean autoCommit) {
		ApplicationContextRunner runner = Contexts.withJdbc()
			.withUserConfiguration(BankConfiguration.class)
			.withBean(NewTransaction.class)
			.withBean(Listeners.class)
			.withBean(HalfTable.class)
			.withPropertyValues("spring.datasource.hikari.auto-commit=" + autoCommit);
		return (kind == Kind.JDBC) ? runner
				: runner.withUserConfiguration(Entities.class)
					.withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
					.withPropertyValues("spring.jpa.hibernate.ddl-auto=create");
	}

	record Happened(List<AccountId> late, List<AccountId> inNew) {

	}

	@Configuration(proxyBeanMethods = false)
	@EntityScan(basePackageClasses = Opening.class)
	static class Entities {

	}

	static class HalfTable {

		HalfTable(JdbcClient jdbc, PlatformTransactionManager transactionManager) {
			new TransactionTemplate(transactionManager)
				.executeWithoutResult((status) -> jdbc.sql("create table half (number integer)").update());
		}

	}

	static class NewTransaction {

		private final Repository<Account, AccountId> accounts;

		NewTransaction(Repository<Account, AccountId> accounts) {
			this.accounts = accounts;
		}

		@Transactional(propagation = Propagation.REQUIRES_NEW)
		public AccountId open() {
			AccountId id = AccountId.random();
			this.accounts.create(id, new Account.Open("Ada"));
			return id;
		}

	}

	static class Listeners {

		private final Repository<Account, AccountId> accounts;

		private final NewTransaction newTransaction;

		private final List<Throwable> failures = new ArrayList<>();

		Listeners(Repository<Account, AccountId> accounts, NewTransaction newTransaction) {
			this.accounts = accounts;
			this.newTransaction = newTransaction;
		}

		@TransactionalEventListener
		void afterCommit(Happened event) {
			event.inNew().add(this.newTransaction.open());
			attempt(event.late());
		}

		@TransactionalEventListener(phase = TransactionPhase.AFTER_ROLLBACK)
		void afterRollback(Happened event) {
			attempt(event.late());
		}

		@TransactionalEventListener(phase = TransactionPhase.AFTER_COMPLETION)
		void afterCompletion(Happened event) {
			attempt(event.late());
			event.inNew().add(this.newTransaction.open());
		}

		void attempt(List<AccountId> late) {
			AccountId id = AccountId.random();
			late.add(id);
			this.failures.add(catchThrowable(() -> this.accounts.create(id, new Account.Open("Ada"))));
		}

	}

}
