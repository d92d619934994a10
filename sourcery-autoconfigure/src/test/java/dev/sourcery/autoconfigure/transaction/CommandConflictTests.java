package dev.sourcery.autoconfigure.transaction;

import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.AccountId;
import dev.sourcery.repository.RecursiveCommandException;
import dev.sourcery.repository.Repository;
import dev.sourcery.store.VersionConflictException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Conflicts of commands, within a transaction of the caller and without one.
 */
class CommandConflictTests extends TransactionFixture {

	@ParameterizedTest
	@EnumSource
	void whenACommandConflictsInTheCallersTransactionItSurfaces(Kind kind) {
		with(kind).run((context) -> {
			Repository<Account, AccountId> accounts = accounts(context);
			AccountId id = AccountId.random();
			accounts.create(id, new Account.Open("Ada"));
			AtomicInteger attempts = new AtomicInteger();
			TransactionTemplate transaction = new TransactionTemplate(
					context.getBean(PlatformTransactionManager.class));
			assertThatExceptionOfType(VersionConflictException.class)
				.isThrownBy(() -> transaction.executeWithoutResult((status) -> accounts.update(id, (account) -> {
					attempts.incrementAndGet();
					inAnotherThread(() -> accounts.update(id, new Account.Deposit("5")));
					return new Account.Deposited(BigDecimal.TEN);
				})));
			assertThat(attempts).hasValue(1);
			assertThat(accounts.load(id).version()).isEqualTo(2);
			assertThat(accounts.load(id).state().balance()).isEqualByComparingTo("5");
		});
	}

	@Test
	void whenTwoCommandsConflictWithoutATransactionBothSucceed() {
		with(Kind.JDBC).run((context) -> {
			Repository<Account, AccountId> accounts = accounts(context);
			AccountId id = AccountId.random();
			accounts.create(id, new Account.Open("Ada"));
			CyclicBarrier bothHaveRead = new CyclicBarrier(2);
			AtomicInteger attempts = new AtomicInteger();
			Runnable deposit = () -> accounts.update(id, (account) -> {
				if (attempts.incrementAndGet() <= 2) {
					await(bothHaveRead);
				}
				return new Account.Deposited(BigDecimal.TEN);
			});
			ExecutorService threads = Executors.newFixedThreadPool(2);
			try {
				for (Future<?> future : List.of(threads.submit(deposit), threads.submit(deposit))) {
					future.get();
				}
			}
			finally {
				threads.shutdownNow();
			}
			assertThat(attempts).hasValue(3);
			assertThat(accounts.load(id).version()).isEqualTo(3);
			assertThat(accounts.load(id).state().balance()).isEqualByComparingTo("20");
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenADecisionRunsACommandOnItsAggregateTheTransactionOfTheCallerStaysUsable(Kind kind) {
		with(kind).run((context) -> {
			Repository<Account, AccountId> accounts = accounts(context);
			AccountId id = AccountId.random();
			TransactionTemplate transaction = new TransactionTemplate(
					context.getBean(PlatformTransactionManager.class));
			transaction.executeWithoutResult((status) -> {
				accounts.create(id, new Account.Open("Ada"));
				assertThatExceptionOfType(RecursiveCommandException.class)
					.isThrownBy(() -> accounts.update(id, (account) -> {
						accounts.update(id, new Account.Deposit("5"));
						return new Account.Deposited(BigDecimal.TEN);
					}));
				accounts.update(id, new Account.Deposit("7"));
			});
			assertThat(accounts.load(id).version()).isEqualTo(2);
			assertThat(accounts.load(id).state().balance()).isEqualByComparingTo("7");
		});
	}

	private static void await(CyclicBarrier barrier) {
		try {
			barrier.await();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
