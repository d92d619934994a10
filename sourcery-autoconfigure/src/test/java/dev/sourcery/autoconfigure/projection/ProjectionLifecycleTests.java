package dev.sourcery.autoconfigure.projection;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.AccountId;
import dev.sourcery.autoconfigure.bank.BankConfiguration;
import dev.sourcery.autoconfigure.bank.Deposits;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.repository.Repository;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventStore;
import dev.sourcery.subscription.SubscriptionState;
import dev.sourcery.test.database.TestDatabase;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

import static org.assertj.core.api.Assertions.assertThat;

class ProjectionLifecycleTests extends DepositsFixture {

	@Test
	void whenTheContextStartsAgainAProjectionGoesOnFromItsCheckpoint() {
		try (TestDatabase database = TestDatabase.create()) {
			ApplicationContextRunner contexts = Contexts.on(database).withUserConfiguration(BankConfiguration.class);
			contexts.run((context) -> await(context, "deposits", deposit(context, 1)));
			contexts.run((context) -> {
				await(context, "deposits", deposit(context, 1));
				assertThat(context.getBean(Deposits.class).count()).isEqualTo(2);
			});
		}
	}

	@Test
	void whenAProjectionUsesTheStoreItCanBeMade() {
		this.contextRunner.withBean(Curious.class).run((context) -> {
			await(context, "curious", deposit(context, 1));
			assertThat(context.getBean(Curious.class).versions).containsExactly(1L);
		});
	}

	@Test
	void whenThereIsAWebServerProjectionsRunAsLongAsItAnswersRequests() {
		List<String> log = new ArrayList<>();
		this.contextRunner
			.withBean("webServer", Phase.class,
					() -> new Phase(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE, log))
			.withBean("requests", Phase.class,
					() -> new Phase(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE, log))
			.run((context) -> context.getBeansOfType(Phase.class)
				.values()
				.forEach((phase) -> phase.projections = context.getBean(Projections.class)));
		assertThat(log).containsExactly("requests end: RUNNING", "web server stops: STOPPED");
	}

	@Test
	void whenTheLifecycleIsStoppedAndStartedProjectionsGoOn() {
		this.contextRunner.run((context) -> {
			context.getSourceApplicationContext().stop();
			assertThat(context.getBean(Projections.class).status("deposits").state())
				.isEqualTo(SubscriptionState.STOPPED);
			Commit commit = deposit(context, 1);
			context.getSourceApplicationContext().start();
			await(context, "deposits", commit);
		});
	}

	@Projection("curious")
	static class Curious {

		private final Repository<Account, AccountId> accounts;

		private final EventStore store;

		private final ObjectProvider<Projections> projections;

		private final List<Long> versions = new CopyOnWriteArrayList<>();

		Curious(Repository<Account, AccountId> accounts, EventStore store, ObjectProvider<Projections> projections) {
			this.accounts = accounts;
			this.store = store;
			this.projections = projections;
		}

		@EventHandler
		void on(Account.Deposited event, RecordedEvent<?> recorded) {
			if (this.accounts.find(AccountId.random()).isEmpty() && !this.projections.getObject().status().isEmpty()) {
				this.versions.add(this.store.version(recorded.stream()));
			}
		}

	}

	static class Phase implements SmartLifecycle {

		private final int phase;

		private final List<String> log;

		private Projections projections;

		private volatile boolean running;

		Phase(int phase, List<String> log) {
			this.phase = phase;
			this.log = log;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
			this.log.add("%s: %s".formatted((this.phase == WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE)
					? "web server stops" : "requests end", this.projections.status("deposits").state()));
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return this.phase;
		}

	}

}
