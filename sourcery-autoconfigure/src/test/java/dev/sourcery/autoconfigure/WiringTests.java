package dev.sourcery.autoconfigure;

import java.util.List;

import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.AccountId;
import dev.sourcery.autoconfigure.bank.Deposits;
import dev.sourcery.autoconfigure.bank.References;
import dev.sourcery.autoconfigure.bank.Transfer;
import dev.sourcery.repository.Repository;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class WiringTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(Bank.class);

	@Test
	void whenRepositoriesAreInjectedByTheirTypeArgumentsEachIsOfItsAggregate() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed();
			Teller teller = context.getBean(Teller.class);
			AccountId id = AccountId.random();
			teller.accounts.create(id, new Account.Open("Ada"));
			teller.accounts.update(id, new Account.Deposit("12.50"));
			assertThat(teller.accountsByText.load(id.value().toString()).state().balance()).isEqualTo("12.50");
			teller.transfers.create("t1", (Object) "rent");
			assertThat(teller.provided.getObject().load("t1").state().reference()).isEqualTo("REF rent");
			assertThat(teller.all).hasSize(2);
			Deposits deposits = context.getBean(Deposits.class);
			Awaitility.await().until(() -> deposits.count() == 1);
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@AutoConfigurationPackage(basePackageClasses = Account.class)
	static class Bank {

		@Bean
		References references() {
			return new References();
		}

		@Bean
		Teller teller(Repository<Account, AccountId> accounts, Repository<Account, String> accountsByText,
				Repository<Transfer, String> transfers, ObjectProvider<Repository<Transfer, String>> provided,
				List<Repository<?, ?>> all) {
			return new Teller(accounts, accountsByText, transfers, provided, all);
		}

	}

	record Teller(Repository<Account, AccountId> accounts, Repository<Account, String> accountsByText,
			Repository<Transfer, String> transfers, ObjectProvider<Repository<Transfer, String>> provided,
			List<Repository<?, ?>> all) {

	}

}
