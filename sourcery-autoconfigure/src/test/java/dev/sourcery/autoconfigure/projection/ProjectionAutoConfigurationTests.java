package dev.sourcery.autoconfigure.projection;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.Deposits;
import dev.sourcery.event.EventHandler;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventStore;
import dev.sourcery.subscription.Checkpoints;
import dev.sourcery.subscription.InvalidSubscriptionException;
import dev.sourcery.subscription.SubscriptionSettings;
import dev.sourcery.subscription.SubscriptionState;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

class ProjectionAutoConfigurationTests extends DepositsFixture {

	@Test
	void whenAnEventIsCommittedItsProjectionFollows() {
		this.contextRunner.run((context) -> {
			await(context, "deposits", deposit(context, 1));
			assertThat(context.getBean(Deposits.class).count()).isOne();
		});
	}

	@Test
	void whenAProjectionIsABeanAlreadyItIsNotRegisteredAgain() {
		this.contextRunner.withUserConfiguration(OwnDeposits.class)
			.run((context) -> assertThat(context.getBeanNamesForType(Deposits.class)).containsExactly("ownDeposits"));
	}

	@Test
	void whenTheUserDefinesTheirOwnProjectionsTheyAreTheOnlyOnes() {
		this.contextRunner.withUserConfiguration(OwnProjections.class)
			.run((context) -> assertThat(context.getBean(Projections.class).status()).isEmpty());
	}

	@Test
	void whenAsynchronousProjectionsAreSwitchedOffOnlyTheOthersApplyEvents() {
		this.contextRunner.withPropertyValues("sourcery.projections.enabled=false")
			.withBean(Immediate.class)
			.run((context) -> {
				deposit(context, 1);
				assertThat(context.getBean(Immediate.class).events).hasSize(1);
				assertThat(context.getBean(Projections.class).status("deposits").state())
					.isEqualTo(SubscriptionState.STOPPED);
				assertThat(context.getBean(Deposits.class).count()).isZero();
				assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			});
	}

	@Test
	void theModeOfAProjectionIsAProperty() {
		this.contextRunner.withPropertyValues("sourcery.projections.named.deposits.mode=in-transaction")
			.run((context) -> {
				deposit(context, 1);
				assertThat(context.getBean(Deposits.class).count()).isOne();
				assertThat(context.getBean(Projections.class).status("deposits").mode())
					.isEqualTo(ProjectionMode.IN_TRANSACTION);
			});
	}

	@Test
	void whenAHandlerTakesAListItGetsAWholeBatch() {
		this.contextRunner.withBean(Batches.class)
			.withPropertyValues("sourcery.projections.enabled=false", "sourcery.projections.batch-size=30")
			.run((context) -> {
				Commit last = deposit(context, 50);
				context.getBean(Projections.class).start();
				await(context, "batches", last);
				assertThat(context.getBean(Batches.class).sizes).containsExactly(30, 20);
			});
	}

	@Test
	void whetherBatchesWaitForTheDiskIsAProperty() {
		ApplicationContextRunner durable = this.contextRunner.withBean(Modes.class)
			.withPropertyValues("spring.datasource.hikari.connection-init-sql=set synchronous_commit to on");
		durable.run((context) -> assertThat(modeOf(context)).containsExactly("off"));
		durable.withPropertyValues("sourcery.projections.asynchronous-commit=false")
			.run((context) -> assertThat(modeOf(context)).containsExactly("on"));
	}

	private static List<String> modeOf(ApplicationContext context) throws InterruptedException {
		await(context, "modes", deposit(context, 1));
		return context.getBean(Modes.class).modes;
	}

	@Test
	void whenTwoProjectionsHaveOneNameTheApplicationDoesNotStart() {
		this.contextRunner.withBean("one", Batches.class)
			.withBean("two", Batches.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidSubscriptionException.class)
				.hasMessageContaining("its name 'batches'"));
	}

	@Test
	void whenNumbersAreOutOfRangeTheApplicationDoesNotStart() {
		this.contextRunner.withPropertyValues("sourcery.projections.batch-size=0")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("sourcery.projections")
				.rootCause()
				.hasMessageContaining("positive batch size"));
	}

	@Test
	void whenTheLeaseIsOutOfRangeTheApplicationDoesNotStart() {
		this.contextRunner.withPropertyValues("sourcery.projections.lanes.lease=0s")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("sourcery.projections.lanes")
				.rootCause()
				.hasMessageContaining("lease"));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnDeposits {

		@Bean
		Deposits ownDeposits(JdbcClient jdbc) {
			return new Deposits(jdbc);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnProjections {

		@Bean
		Projections ownProjections(EventStore store, Checkpoints checkpoints) {
			return new Projections(List.of(), store, checkpoints, SubscriptionSettings.standard());
		}

	}

	@Projection(value = "immediate", mode = ProjectionMode.IN_TRANSACTION)
	static class Immediate {

		private final List<Account.Deposited> events = new CopyOnWriteArrayList<>();

		@EventHandler
		void on(Account.Deposited event) {
			this.events.add(event);
		}

	}

	@Projection("modes")
	static class Modes {

		private final List<String> modes = new CopyOnWriteArrayList<>();

		private final JdbcClient jdbc;

		Modes(JdbcClient jdbc) {
			this.jdbc = jdbc;
		}

		@EventHandler
		void on(Account.Deposited event) {
			this.modes.add(this.jdbc.sql("show synchronous_commit").query(String.class).single());
		}

	}

	@Projection("batches")
	static class Batches {

		private final List<Integer> sizes = new CopyOnWriteArrayList<>();

		@EventHandler
		void on(List<Account.Deposited> events) {
			this.sizes.add(events.size());
		}

	}

}
