package dev.sourcery.autoconfigure.aggregate;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.InvalidAggregateException;
import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.AccountId;
import dev.sourcery.autoconfigure.bank.BankConfiguration;
import dev.sourcery.autoconfigure.bank.Transfer;
import dev.sourcery.autoconfigure.unusable.anystate.OfAnyState;
import dev.sourcery.autoconfigure.unusable.twins.FirstTwin;
import dev.sourcery.autoconfigure.unusable.twinstates.FirstCount;
import dev.sourcery.repository.Change;
import dev.sourcery.repository.ConflictRetry;
import dev.sourcery.repository.IdFormat;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.RepositoryFactory;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.VersionConflictException;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AggregateAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = Contexts.withJdbc()
		.withUserConfiguration(BankConfiguration.class, TellerConfiguration.class);

	@Test
	void whenRepositoriesAreInjectedByTheirTypeArgumentsEachIsOfItsAggregate() {
		this.contextRunner.run((context) -> {
			Teller teller = context.getBean(Teller.class);
			AccountId id = AccountId.random();
			teller.accounts.create(id, new Account.Open("Ada"));
			assertThat(teller.accountsByText.load(id.value().toString()).state().owner()).isEqualTo("Ada");
			assertThat(teller.accountsByText).isSameAs(teller.accounts);
			assertThat(teller.providedAccounts.getObject()).isSameAs(teller.accounts);
			teller.providedTransfers.getObject().create(7L, (Object) "rent");
			assertThat(teller.transfers.load("7").state().reference()).isEqualTo("REF rent");
			assertThat(teller.all).hasSize(2);
		});
	}

	@Test
	void whenAHandlerTakesTheRepositoryOfAnotherAggregateItIsFoundByItsTypeArguments() {
		this.contextRunner.run((context) -> {
			Teller teller = context.getBean(Teller.class);
			AccountId id = AccountId.random();
			teller.accounts.create(id, new Account.Open("Ada"));
			teller.transfers.create("t", (Object) new Transfer.RequestFrom(id));
			assertThat(teller.transfers.load("t").state().reference()).isEqualTo("from Ada");
		});
	}

	@Test
	void whenTheUserDefinesTheirOwnRepositoryOfAnAggregateItIsTheOnlyOneOfThatAggregate() {
		this.contextRunner.withUserConfiguration(OwnRepository.class).run((context) -> {
			Teller teller = context.getBean(Teller.class);
			AccountId id = AccountId.random();
			assertThat(teller.accounts.create(id, new Account.Open("Ada")).stream().id()).startsWith("own-");
			assertThat(teller.transfers.create("t", (Object) "rent").stream().id()).isEqualTo("t");
			assertThat(teller.all).hasSize(2);
		});
	}

	@Test
	void whenTheUserDefinesTheirOwnRepositoriesTheyAreUsed() {
		this.contextRunner.withUserConfiguration(OwnRepositories.class).run((context) -> {
			AccountId id = AccountId.random();
			Change<?> change = context.getBean(Teller.class).accounts.create(id, new Account.Open("Ada"));
			assertThat(change.stream().id()).isEqualTo("own-" + id.value());
		});
	}

	@Test
	void whenTheUserDefinesTheirOwnIdFormatItIsUsed() {
		this.contextRunner.withBean(IdFormat.class, () -> (id) -> "own-" + id).run((context) -> {
			Change<?> change = context.getBean(Teller.class).transfers.create("t", (Object) "rent");
			assertThat(change.stream().id()).isEqualTo("own-t");
		});
	}

	@Test
	void whenThereIsAConverterForIdsItIsUsed() {
		this.contextRunner.withUserConfiguration(IbanConverter.class).run((context) -> {
			Repository<Account, Object> accounts = accounts(context.getBean(Teller.class));
			Change<?> change = accounts.create(new Iban("DE", "89"), new Account.Open("Ada"));
			assertThat(change.stream().id()).isEqualTo("DE89");
		});
	}

	@Test
	void whenThereIsNoConverterForIdsTheyAreRefused() {
		this.contextRunner.run((context) -> {
			Repository<Account, Object> accounts = accounts(context.getBean(Teller.class));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> accounts.create(new Iban("DE", "89"), new Account.Open("Ada")))
				.withMessageContaining("Iban");
		});
	}

	@Test
	void whenRetriesAreSwitchedOffAConflictSurfacesAtOnce() {
		this.contextRunner.withPropertyValues("sourcery.retry.max-retries=0", "sourcery.cache.enabled=false")
			.run((context) -> {
				Repository<Account, AccountId> accounts = context.getBean(Teller.class).accounts;
				AccountId id = AccountId.random();
				accounts.create(id, new Account.Open("Ada"));
				AtomicInteger attempts = new AtomicInteger();
				assertThatExceptionOfType(VersionConflictException.class)
					.isThrownBy(() -> accounts.update(id, (account) -> {
						attempts.incrementAndGet();
						CompletableFuture.runAsync(() -> accounts.update(id, new Account.Deposit("1"))).join();
						return new Account.Deposited(account.balance());
					}));
				assertThat(attempts).hasValue(1);
			});
	}

	@Test
	void whenRetriesAreNegativeTheApplicationDoesNotStart() {
		this.contextRunner.withPropertyValues("sourcery.retry.max-retries=-1")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("sourcery.retry")
				.rootCause()
				.hasMessageContaining("-1 retries"));
	}

	@Test
	void whenTwoAggregatesHaveOneNameTheApplicationDoesNotStart() {
		Contexts.withJdbc()
			.withUserConfiguration(TwinConfiguration.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidAggregateException.class)
				.hasMessageContaining("its name 'twin' is also that of " + FirstTwin.class.getName()));
	}

	@Test
	void whenTwoDecidersHaveOneClassOfStatesTheApplicationDoesNotStart() {
		Contexts.withJdbc()
			.withUserConfiguration(TwinStatesConfiguration.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidAggregateException.class)
				.hasMessageContaining(
						"the class of its states, java.lang.Integer, is also that of " + FirstCount.class.getName()));
	}

	@Test
	void whenTheTypesOfADeciderAreUnknownTheApplicationDoesNotStart() {
		Contexts.withJdbc()
			.withUserConfiguration(AnyStateConfiguration.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidAggregateException.class)
				.hasMessageContaining("the types of its commands, events and states cannot be determined"));
	}

	@Test
	void whenSourceryIsSwitchedOffThereAreNoRepositories() {
		Contexts.withJdbc()
			.withUserConfiguration(BankConfiguration.class)
			.withPropertyValues("sourcery.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(Repository.class)
				.doesNotHaveBean(EventStore.class));
	}

	@SuppressWarnings("unchecked")
	private static Repository<Account, Object> accounts(Teller teller) {
		return (Repository<Account, Object>) (Repository<?, ?>) teller.accounts;
	}

	record Iban(String country, String number) {

	}

	record Teller(Repository<Account, AccountId> accounts, Repository<Account, String> accountsByText,
			Repository<Transfer, String> transfers, ObjectProvider<Repository<Account, AccountId>> providedAccounts,
			ObjectProvider<Repository<Transfer, Long>> providedTransfers, List<Repository<?, ?>> all) {

	}

	@Configuration(proxyBeanMethods = false)
	static class TellerConfiguration {

		@Bean
		Teller teller(Repository<Account, AccountId> accounts, Repository<Account, String> accountsByText,
				Repository<Transfer, String> transfers, ObjectProvider<Repository<Account, AccountId>> providedAccounts,
				ObjectProvider<Repository<Transfer, Long>> providedTransfers, List<Repository<?, ?>> all) {
			return new Teller(accounts, accountsByText, transfers, providedAccounts, providedTransfers, all);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRepository {

		@Bean
		<ID> Repository<Account, ID> ownAccounts(EventStore store) {
			return new RepositoryFactory(store, (id) -> "own-" + id, ConflictRetry.none())
				.of(AggregateType.of(Account.class));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRepositories {

		@Bean
		RepositoryFactory ownRepositories(EventStore store) {
			return new RepositoryFactory(store, (id) -> "own-" + ((AccountId) id).value(),
					new ConflictRetry(1, Duration.ZERO, Duration.ZERO));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class IbanConverter {

		// asks for a repository, as converters from ids do
		@Bean
		Converter<Iban, String> ibanConverter(Repository<Account, Iban> accounts) {
			return new Converter<>() {
				@Override
				public String convert(Iban iban) {
					return iban.country() + iban.number();
				}
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage(basePackageClasses = FirstCount.class)
	static class TwinStatesConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage(basePackageClasses = OfAnyState.class)
	static class AnyStateConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage(basePackageClasses = FirstTwin.class)
	static class TwinConfiguration {

	}

}
