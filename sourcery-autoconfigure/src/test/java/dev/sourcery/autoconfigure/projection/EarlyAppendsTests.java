package dev.sourcery.autoconfigure.projection;

import java.util.Objects;
import java.util.stream.Stream;

import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.AccountId;
import dev.sourcery.autoconfigure.bank.BankConfiguration;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.repository.Repository;
import org.junit.jupiter.api.Test;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Appends in constructors, when the projections do not exist yet.
 */
class EarlyAppendsTests {

	private final ApplicationContextRunner contextRunner = Contexts.withJdbc()
		.withUserConfiguration(BankConfiguration.class);

	@Test
	void whenABeanAppendsInItsConstructorProjectionsInTheTransactionTakePart() {
		this.contextRunner.withUserConfiguration(Seeding.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(owners(context.getBean(JdbcClient.class))).containsExactly("Ada", "Grace");
			context.getBean(Seed.class).open("Linus");
			assertThat(owners(context.getBean(JdbcClient.class))).containsExactly("Ada", "Grace", "Linus");
		});
	}

	@Test
	void whenBeansAreLazyProjectionsInTheTransactionTakePart() {
		this.contextRunner.withUserConfiguration(Seeding.class)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				context.getBean(Seed.class).open("Linus");
				assertThat(owners(context.getBean(JdbcClient.class))).containsExactly("Ada", "Grace", "Linus");
			});
	}

	@Test
	void whenTheProjectionNeedsTheBeanThatAppendsTheApplicationDoesNotStartAndNothingIsStored() {
		this.contextRunner.withUserConfiguration(Seeding.class, NeedsSeed.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).hasStackTraceContaining("so nothing was stored")
				.hasStackTraceContaining(EarlyAppendException.class.getName());
		});
	}

	@Test
	void whenAProjectionCannotBeCreatedForAnotherReasonThatIsTheFailure() {
		this.contextRunner.withUserConfiguration(Seeding.class, Broken.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).hasStackTraceContaining("nothing to write to")
				.satisfies((ex) -> assertThat(Stream.iterate(ex, Objects::nonNull, Throwable::getCause))
					.doesNotHaveAnyElementsOfTypes(EarlyAppendException.class));
		});
	}

	private static Iterable<String> owners(JdbcClient jdbc) {
		return jdbc.sql("select owner from owners order by position").query(String.class).list();
	}

	@Configuration(proxyBeanMethods = false)
	static class Seeding {

		@Bean
		Seed seed(Repository<Account, AccountId> accounts) {
			Seed seed = new Seed(accounts);
			seed.open("Ada");
			seed.open("Grace");
			return seed;
		}

		@Bean
		Owners owners(JdbcClient jdbc) {
			return new Owners(jdbc);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NeedsSeed {

		@Bean
		Dependent dependent(Seed seed) {
			return new Dependent();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Broken {

		@Bean
		Dependent dependent() {
			throw new IllegalStateException("nothing to write to");
		}

	}

	static class Seed {

		private final Repository<Account, AccountId> accounts;

		Seed(Repository<Account, AccountId> accounts) {
			this.accounts = accounts;
		}

		void open(String owner) {
			this.accounts.create(AccountId.random(), new Account.Open(owner));
		}

	}

	@Projection(value = "owners", mode = ProjectionMode.IN_TRANSACTION)
	static class Owners {

		private final JdbcClient jdbc;

		Owners(JdbcClient jdbc) {
			this.jdbc = jdbc;
			jdbc.sql("create table owners (position bigint, owner text)").update();
		}

		@EventHandler
		void on(Account.Opened event, RecordedEvent<?> recorded) {
			this.jdbc.sql("insert into owners values (?, ?)")
				.params(recorded.position().value(), event.owner())
				.update();
		}

	}

	@Projection(value = "dependent", mode = ProjectionMode.IN_TRANSACTION)
	static class Dependent {

		@EventHandler
		void on(Account.Opened event) {
		}

	}

}
