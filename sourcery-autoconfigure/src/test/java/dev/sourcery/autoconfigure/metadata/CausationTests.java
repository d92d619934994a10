package dev.sourcery.autoconfigure.metadata;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.AccountId;
import dev.sourcery.autoconfigure.bank.BankConfiguration;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.metadata.MetadataProvider;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.projection.Projections;
import dev.sourcery.repository.Change;
import dev.sourcery.repository.Repository;
import dev.sourcery.store.CommandId;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The metadata of commands: from providers, from handled events, and per call.
 */
class CausationTests {

	private static final Metadata BY_ADA = new Metadata("c-1", "req-1", "ada", "t-1", Map.of("device", "phone"));

	private final ApplicationContextRunner contextRunner = Contexts.withJdbc()
		.withUserConfiguration(BankConfiguration.class, TellerConfiguration.class);

	@Test
	void whenAHandlerIssuesACommandItsEventsHaveTheEventAsTheirCause() {
		this.contextRunner.withBean(Bonus.class).run((context) -> {
			List<RecordedEvent<?>> history = openAndAwait(context, "bonus");
			assertThat(history.get(0).metadata()).isEqualTo(BY_ADA);
			assertThat(history.get(1).metadata()).isEqualTo(caused(history.get(0)));
			assertThat(history.get(2).metadata()).isEqualTo(caused(history.get(0)).withCorrelationId("own"));
			assertThat(history.get(3).metadata().causationId()).as("the event, not the command id")
				.isEqualTo(history.get(0).eventId().toString());
		});
	}

	@Test
	void whenTheHandlerRunsInTheTransactionOfTheAppendItIsTheSame() {
		this.contextRunner.withBean(ImmediateBonus.class).run((context) -> {
			AccountId id = AccountId.random();
			AccountId other = AccountId.random();
			Repository<Account, AccountId> accounts = context.getBean(Teller.class).accounts();
			accounts.create(other, new Account.Open(other.value().toString()));
			Change<Account> opened = accounts.with(BY_ADA).create(id, new Account.Open(other.value().toString()));
			assertThat(accounts.history(other).reduce((first, second) -> second)).get()
				.extracting(RecordedEvent::metadata)
				.isEqualTo(caused(opened.events().get(0)));
			assertThat(accounts.update(id, new Account.Deposit("1")).events().get(0).metadata()).as("after the handler")
				.isEqualTo(Metadata.empty());
		});
	}

	@Test
	void whenBeansProvideMetadataACommandHasItUnlessTheCallerPassesOther() {
		this.contextRunner.withUserConfiguration(ProviderConfiguration.class).run((context) -> {
			Repository<Account, AccountId> accounts = context.getBean(Teller.class).accounts();
			AccountId id = AccountId.random();
			assertThat(accounts.create(id, new Account.Open("Ada")).events().get(0).metadata())
				.isEqualTo(new Metadata(null, null, "system", "t-2", Map.of("region", "eu", "device", "till")));
			assertThat(accounts.with(BY_ADA).update(id, new Account.Deposit("1")).events().get(0).metadata())
				.isEqualTo(BY_ADA.with("region", "eu"));
			assertThat(accounts.with(new CommandId("k"))
				.update(id, (account) -> new Account.Deposited(account.balance()))
				.events()
				.get(0)
				.metadata()
				.causationId()).isEqualTo("k");
			assertThat(accounts.history(id).map((event) -> event.metadata().tenant())).containsExactly("t-2", "t-1",
					"t-2");
		});
	}

	private static Metadata caused(RecordedEvent<?> cause) {
		return new Metadata("c-1", cause.eventId().toString(), null, "t-1", Map.of());
	}

	private static List<RecordedEvent<?>> openAndAwait(ApplicationContext context, String projection)
			throws InterruptedException {
		Repository<Account, AccountId> accounts = context.getBean(Teller.class).accounts();
		AccountId id = AccountId.random();
		Change<Account> opened = accounts.with(BY_ADA).create(id, new Account.Open(id.value().toString()));
		context.getBean(Projections.class).await(projection, opened.token().orElseThrow(), Duration.ofSeconds(20));
		return accounts.history(id).toList();
	}

	record Teller(Repository<Account, AccountId> accounts) {

	}

	@Configuration(proxyBeanMethods = false)
	static class TellerConfiguration {

		@Bean
		Teller teller(Repository<Account, AccountId> accounts) {
			return new Teller(accounts);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ProviderConfiguration {

		@Bean
		MetadataProvider tenant(Repository<Account, AccountId> accounts) {
			return () -> Metadata.empty().withTenant("t-2").with("region", "eu");
		}

		@Bean
		MetadataProvider actor() {
			return () -> Metadata.empty().withActor("system").withTenant("ignored").with("device", "till");
		}

	}

	/**
	 * Takes the payload only.
	 */
	@Projection("bonus")
	static class Bonus {

		private final Repository<Account, AccountId> accounts;

		Bonus(Repository<Account, AccountId> accounts) {
			this.accounts = accounts;
		}

		@EventHandler
		void on(Account.Opened event) {
			AccountId id = new AccountId(UUID.fromString(event.owner()));
			this.accounts.update(id, new Account.Deposit("1"));
			this.accounts.with(Metadata.empty().withCorrelationId("own")).update(id, new Account.Deposit("2"));
			this.accounts.with(new CommandId("bonus")).update(id, new Account.Deposit("3"));
		}

	}

	@Projection(value = "immediate-bonus", mode = ProjectionMode.IN_TRANSACTION)
	static class ImmediateBonus {

		private final Repository<Account, AccountId> accounts;

		ImmediateBonus(Repository<Account, AccountId> accounts) {
			this.accounts = accounts;
		}

		@EventHandler
		void on(RecordedEvent<Account.Opened> event) {
			if (!event.stream().id().equals(event.payload().owner())) {
				this.accounts.update(new AccountId(UUID.fromString(event.payload().owner())), new Account.Deposit("1"));
			}
		}

	}

}
