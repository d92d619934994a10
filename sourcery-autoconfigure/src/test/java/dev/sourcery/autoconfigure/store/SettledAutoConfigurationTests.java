package dev.sourcery.autoconfigure.store;

import java.time.Duration;
import java.util.List;

import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.BankConfiguration;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.StreamId;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.tail.SettledWatch;
import dev.sourcery.test.database.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class SettledAutoConfigurationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final ApplicationContextRunner contextRunner = withMetrics(Contexts.withJdbc());

	private static ApplicationContextRunner withMetrics(ApplicationContextRunner contextRunner) {
		return contextRunner
			.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
					SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
			.withUserConfiguration(BankConfiguration.class)
			.withPropertyValues("sourcery.projections.enabled=false", "sourcery.settled.warn-after=50ms");
	}

	@Test
	void whenAnOpenAppendHoldsEventsBackLogAndMetricsTell(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			Awaitility.await().atMost(PATIENCE).until(() -> gauge(context, "sourcery.settled.age") == 0);
			transaction(context, TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult((status) -> {
				int pid = context.getBean(JdbcTemplate.class).queryForObject("select pg_backend_pid()", Integer.class);
				append(context, "open");
				transaction(context, TransactionDefinition.PROPAGATION_REQUIRES_NEW)
					.executeWithoutResult((other) -> append(context, "waiting"));

				Awaitility.await()
					.atMost(PATIENCE)
					.untilAsserted(() -> assertThat(output).containsPattern(
							"WARN .*have been held back for .* pid %d of application '.*', user .*, open since .*, idle in transaction, last query \"insert into sourcery.events .*…\".*pg_terminate_backend\\(%d\\)"
								.formatted(pid, pid)));
				assertThat(gauge(context, "sourcery.settled.age")).isPositive();
				assertThat(gauge(context, "sourcery.settled.blockers")).isOne();
				assertThat(output).doesNotContain("advances again");
			});
			Awaitility.await()
				.atMost(PATIENCE)
				.untilAsserted(() -> assertThat(output).containsPattern("INFO .*The settled position advances again"));
			assertThat(gauge(context, "sourcery.settled.age")).isZero();
			assertThat(gauge(context, "sourcery.settled.blockers")).isZero();
		});
	}

	@Test
	void whenTheDatabaseFailsNothingIsKnownUntilItIsBack(CapturedOutput output) {
		try (TestDatabase database = TestDatabase.create()) {
			withMetrics(Contexts.on(database)).run((context) -> {
				JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
				Awaitility.await().atMost(PATIENCE).until(() -> gauge(context, "sourcery.settled.age") == 0);
				jdbc.execute("alter sequence sourcery.event_position rename to gone");
				Awaitility.await().atMost(PATIENCE).until(() -> Double.isNaN(gauge(context, "sourcery.settled.age")));
				jdbc.execute("alter sequence sourcery.gone rename to event_position");
				Awaitility.await().atMost(PATIENCE).until(() -> gauge(context, "sourcery.settled.age") == 0);
			});
		}
		assertThat(output).doesNotContainPattern("(WARN|ERROR) .*SettledWatch");
	}

	@Test
	void whenTheContextIsClosedTheWatchHasEnded() {
		this.contextRunner.run((context) -> {
			assertThat(watches()).isOne();
			context.close();
			assertThat(watches()).isZero();
		});
	}

	@Test
	void whenTheStoreIsInMemoryNothingIsEverHeldBack() {
		this.contextRunner
			.withBean(InMemoryEventStore.class,
					() -> new InMemoryEventStore(
							new JsonEventSerializer(EventTypes.of(Account.Opened.class, Account.Deposited.class))))
			.run((context) -> Awaitility.await()
				.atMost(PATIENCE)
				.until(() -> gauge(context, "sourcery.settled.blockers") == 0));
	}

	@Test
	void whenThereIsNoMicrometerThereAreNoMetrics() {
		Contexts.withJdbc()
			.withClassLoader(new FilteredClassLoader(MeterBinder.class.getPackageName()))
			.run((context) -> assertThat(context).hasSingleBean(SettledWatch.class)
				.doesNotHaveBean("sourcerySettledMetrics"));
	}

	@Test
	void whenSourceryIsSwitchedOffNobodyWatches() {
		this.contextRunner.withPropertyValues("sourcery.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(SettledWatch.class)
				.doesNotHaveBean(SettledMetrics.class));
	}

	@Test
	void whenTheThresholdIsNotPositiveTheApplicationDoesNotStart() {
		this.contextRunner.withPropertyValues("sourcery.settled.warn-after=0s")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("warn-after"));
	}

	private static TransactionTemplate transaction(ApplicationContext context, int propagation) {
		TransactionTemplate transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
		transaction.setPropagationBehavior(propagation);
		return transaction;
	}

	private static void append(ApplicationContext context, String id) {
		context.getBean(EventStore.class)
			.append(new StreamId("account", id), ExpectedVersion.noStream(),
					List.of(NewEvent.of(new Account.Opened("Ada"))));
	}

	private static double gauge(ApplicationContext context, String name) {
		return context.getBean(MeterRegistry.class).get(name).gauge().value();
	}

	private static long watches() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("sourcery-settled-watch"))
			.count();
	}

}
