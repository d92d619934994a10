package dev.sourcery.autoconfigure.projection;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.AccountId;
import dev.sourcery.autoconfigure.bank.BankConfiguration;
import dev.sourcery.autoconfigure.bank.Deposits;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.projection.Projections;
import dev.sourcery.repository.Repository;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.subscription.Checkpoints;
import dev.sourcery.subscription.InvalidSubscriptionException;
import dev.sourcery.subscription.SubscriptionSettings;
import dev.sourcery.subscription.SubscriptionState;
import dev.sourcery.test.database.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;

class ProjectionAutoConfigurationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final StreamId STREAM = new StreamId("account", "1");

	private final ApplicationContextRunner contextRunner = Contexts.withJdbc()
		.withUserConfiguration(BankConfiguration.class)
		.withPropertyValues("sourcery.projections.first-delay=1ms");

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
	void whenAHandlerFailsForGoodTheProjectionBlocksUntilItIsResumed() {
		this.contextRunner.withBean(Fragile.class)
			.withPropertyValues("sourcery.projections.max-retries=2")
			.run((context) -> {
				Fragile fragile = context.getBean(Fragile.class);
				Projections projections = context.getBean(Projections.class);
				fragile.broken = true;
				Commit commit = deposit(context, 1);
				Awaitility.await()
					.atMost(PATIENCE)
					.until(() -> projections.status("fragile").state() == SubscriptionState.BLOCKED);
				assertThat(fragile.attempts).hasSize(3);
				Health health = health(context);
				assertThat(health.getStatus()).isEqualTo(Status.DOWN);
				assertThat(details(health, "fragile")).containsEntry("version", 1)
					.containsEntry("state", SubscriptionState.BLOCKED)
					.containsEntry("position", projections.status("fragile").position().value())
					.containsEntry("failure", "java.lang.IllegalStateException: no paper");
				await(context, "deposits", commit);
				assertThat(details(health(context), "deposits")).containsEntry("state", SubscriptionState.RUNNING)
					.doesNotContainKey("failure");
				fragile.broken = false;
				projections.resume("fragile");
				await(context, "fragile", commit);
				assertThat(health(context).getStatus()).isEqualTo(Status.UP);
				assertThat(context.getBean(JdbcClient.class)
					.sql("select count(*) from fragile")
					.query(Long.class)
					.single()).isOne();
			});
	}

	@Test
	void whenAFailureCannotBePrintedTheHealthIsDownAndNamesItsClass() {
		this.contextRunner.withBean(Speechless.class)
			.withPropertyValues("sourcery.projections.max-retries=0")
			.run((context) -> {
				deposit(context, 1);
				Awaitility.await().atMost(PATIENCE).until(() -> health(context).getStatus().equals(Status.DOWN));
				assertThat(details(health(context), "speechless")).containsEntry("state", SubscriptionState.BLOCKED)
					.containsEntry("failure", Unprintable.class.getName());
			});
	}

	@Test
	void whenTheHealthIsSwitchedOffThereIsNone() {
		this.contextRunner.withPropertyValues("management.health.sourcery.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("sourceryHealthIndicator"));
	}

	@Test
	void whenThereIsNoHealthLibraryProjectionsRunWithout() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
			.run((context) -> assertThat(context).hasSingleBean(Projections.class)
				.doesNotHaveBean("sourceryHealthIndicator"));
	}

	@Test
	void whenAProjectionIsProxiedItsHandlersRunOnItsTarget() {
		this.contextRunner.withBean(Proxied.class).run((context) -> {
			assertThat(AopUtils.isCglibProxy(context.getBean(Proxied.class))).isTrue();
			await(context, "proxied", deposit(context, 1));
			assertThat(context.getBean(Proxied.class).count()).isOne();
		});
	}

	@Test
	void whenAHandlerOfAProxiedProjectionIsPrivateTheApplicationDoesNotStart() {
		this.contextRunner.withBean(ProxiedPrivately.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidSubscriptionException.class)
				.hasMessageContaining("private or final"));
	}

	@Test
	void whenAProjectionIsProxiedByItsInterfacesTheApplicationDoesNotStart() {
		this.contextRunner.withBean(ProxiedByInterface.class)
			.withPropertyValues("spring.aop.proxy-target-class=false")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidSubscriptionException.class)
				.hasMessageContaining("proxy of its interfaces"));
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

	@Test
	void whenNumbersAreOutOfRangeTheApplicationDoesNotStart() {
		this.contextRunner.withPropertyValues("sourcery.projections.batch-size=0")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("sourcery.projections")
				.rootCause()
				.hasMessageContaining("positive batch size"));
	}

	@Test
	void whenTheIdleTimeoutOfABatchIsOutOfRangeTheApplicationDoesNotStart() {
		this.contextRunner.withPropertyValues("sourcery.projections.transaction.idle-timeout=0s")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("sourcery.projections.transaction")
				.rootCause()
				.hasMessageContaining("idle timeout"));
	}

	private static Commit deposit(ApplicationContext context, int events) {
		List<NewEvent> deposits = IntStream.range(0, events)
			.mapToObj((index) -> NewEvent.of(new Account.Deposited(BigDecimal.ONE)))
			.toList();
		return context.getBean(EventStore.class).append(STREAM, ExpectedVersion.any(), deposits);
	}

	private static void await(ApplicationContext context, String projection, Commit commit)
			throws InterruptedException {
		context.getBean(Projections.class).await(projection, commit.token().orElseThrow(), PATIENCE);
	}

	private static Health health(ApplicationContext context) {
		return context.getBean("sourceryHealthIndicator", HealthIndicator.class).health();
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> details(Health health, String projection) {
		return (Map<String, Object>) health.getDetails().get(projection);
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

	@Projection("batches")
	static class Batches {

		private final List<Integer> sizes = new CopyOnWriteArrayList<>();

		@EventHandler
		void on(List<Account.Deposited> events) {
			this.sizes.add(events.size());
		}

	}

	@Projection("fragile")
	static class Fragile {

		private final JdbcClient jdbc;

		private final List<Long> attempts = new CopyOnWriteArrayList<>();

		private volatile boolean broken;

		Fragile(JdbcClient jdbc) {
			this.jdbc = jdbc;
			jdbc.sql("create table fragile (position bigint)").update();
		}

		@EventHandler
		void on(RecordedEvent<?> event) {
			this.attempts.add(event.position().value());
			this.jdbc.sql("insert into fragile values (?)").param(event.position().value()).update();
			if (this.broken) {
				throw new IllegalStateException("no paper\nfor Ada");
			}
		}

	}

	@Projection("speechless")
	static class Speechless {

		@EventHandler
		void on(Account.Deposited event) {
			throw new Unprintable();
		}

	}

	static class Unprintable extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			return "see " + this;
		}

	}

	@Projection("proxied")
	@Transactional
	static class Proxied {

		private final List<Account.Deposited> events = new CopyOnWriteArrayList<>();

		@EventHandler
		void on(Account.Deposited event) {
			this.events.add(event);
		}

		public int count() {
			return this.events.size();
		}

	}

	@Projection("privately-proxied")
	@Transactional
	static class ProxiedPrivately {

		@EventHandler
		private void on(Account.Deposited event) {
		}

		public void reads() {
		}

	}

	interface Reads {

		int reads();

	}

	@Projection("proxied-by-interface")
	@Transactional
	static class ProxiedByInterface implements Reads {

		@EventHandler
		public void on(Account.Deposited event) {
		}

		@Override
		public int reads() {
			return 0;
		}

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
