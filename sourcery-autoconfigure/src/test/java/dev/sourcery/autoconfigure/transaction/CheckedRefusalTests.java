package dev.sourcery.autoconfigure.transaction;

import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.AccountId;
import dev.sourcery.autoconfigure.bank.BankConfiguration;
import dev.sourcery.repository.Repository;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Checked exceptions of command handlers on their way to the caller.
 */
class CheckedRefusalTests {

	private final ApplicationContextRunner contextRunner = Contexts.withJdbc()
		.withUserConfiguration(BankConfiguration.class)
		.withPropertyValues("spring.aop.proxy-target-class=false")
		.withBean(Cashier.class)
		.withBean(CashDesk.class, CashDeskBehindAnInterface::new);

	@Test
	void whenAHandlerThrowsACheckedExceptionTheCallerOfTheRepositoryGetsIt() {
		this.contextRunner.run((context) -> {
			Repository<Account, AccountId> accounts = opened(context);
			assertThatExceptionOfType(Account.LimitExceeded.class)
				.isThrownBy(() -> accounts.update(context.getBean(Cashier.class).id(), new Account.Deposit("10001")))
				.withNoCause();
		});
	}

	@Test
	void whenAHandlerThrowsACheckedExceptionItPassesATransactionalProxy() {
		this.contextRunner.run((context) -> {
			Cashier cashier = context.getBean(Cashier.class);
			Repository<Account, AccountId> accounts = opened(context);
			assertThatExceptionOfType(Account.LimitExceeded.class).isThrownBy(() -> cashier.deposit("10001"))
				.withNoCause();
			CashDesk desk = context.getBean(CashDesk.class);
			assertThat(desk).isNotInstanceOf(CashDeskBehindAnInterface.class);
			assertThatExceptionOfType(Account.LimitExceeded.class)
				.isThrownBy(() -> desk.deposit(accounts, cashier.id(), "10001"))
				.withNoCause();
			cashier.deposit("1");
			assertThat(accounts.load(cashier.id()).version()).isEqualTo(2);
		});
	}

	private static Repository<Account, AccountId> opened(ApplicationContext context) {
		Cashier cashier = context.getBean(Cashier.class);
		cashier.accounts().create(cashier.id(), new Account.Open("Ada"));
		return cashier.accounts();
	}

	interface CashDesk {

		void deposit(Repository<Account, AccountId> accounts, AccountId id, String amount) throws Account.LimitExceeded;

	}

	static final class CashDeskBehindAnInterface implements CashDesk {

		@Override
		@Transactional
		public void deposit(Repository<Account, AccountId> accounts, AccountId id, String amount)
				throws Account.LimitExceeded {
			accounts.update(id, new Account.Deposit(amount));
		}

	}

	static class Cashier {

		private final AccountId id = AccountId.random();

		private final Repository<Account, AccountId> accounts;

		Cashier(Repository<Account, AccountId> accounts) {
			this.accounts = accounts;
		}

		Repository<Account, AccountId> accounts() {
			return this.accounts;
		}

		AccountId id() {
			return this.id;
		}

		@Transactional
		public void deposit(String amount) throws Account.LimitExceeded {
			this.accounts.update(this.id, new Account.Deposit(amount));
		}

	}

}
