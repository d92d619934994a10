package dev.sourcery.autoconfigure.store;

import javax.sql.DataSource;

import dev.sourcery.autoconfigure.Contexts;
import dev.sourcery.autoconfigure.bank.BankConfiguration;
import dev.sourcery.autoconfigure.bank.Deposits;
import dev.sourcery.event.EventHandler;
import dev.sourcery.projection.Projection;
import dev.sourcery.store.EventStore;
import dev.sourcery.test.database.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class OtherDatabaseWarningTests extends StartChecksFixture {

	private static final String OTHER_DATA_SOURCE = "uses a DataSource that is not the event store's";

	@Test
	void whenAProjectionWritesToAnotherDatabaseAWarningNamesItsField(CapturedOutput output) {
		Contexts.withoutDataSource()
			.withUserConfiguration(BankConfiguration.class, PrimaryAndMarked.class)
			.withPropertyValues("sourcery.projections.enabled=false")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).contains("Projection 'deposits' (%s) %s, in its field jdbc"
					.formatted(Deposits.class.getName(), OTHER_DATA_SOURCE));
			});
	}

	@Test
	void whenAProjectionWritesToTheMarkedDatabaseThereIsNoWarning(CapturedOutput output) {
		Contexts.withoutDataSource()
			.withUserConfiguration(BankConfiguration.class, PrimaryAndMarked.class, DepositsInMarked.class)
			.withPropertyValues("sourcery.projections.enabled=false")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).doesNotContain(OTHER_DATA_SOURCE);
			});
	}

	@Test
	void whenAProjectionMayWriteByAnotherFieldThereIsNoWarning(CapturedOutput output) {
		Contexts.withoutDataSource()
			.withUserConfiguration(PrimaryAndMarked.class)
			.withBean(Delegating.class)
			.withPropertyValues("sourcery.projections.enabled=false")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).doesNotContain(OTHER_DATA_SOURCE);
			});
	}

	@Test
	void whenThereIsOneDataSourceThereIsNoWarning(CapturedOutput output) {
		this.bank.run((context) -> assertThat(output).doesNotContain(OTHER_DATA_SOURCE));
	}

	@Projection("delegating")
	static class Delegating {

		private final JdbcClient lookedUpIn;

		private final EventStore other;

		Delegating(JdbcClient lookedUpIn, EventStore other) {
			this.lookedUpIn = lookedUpIn;
			this.other = other;
		}

		@EventHandler
		void on(Object event) {
			this.lookedUpIn.sql("select 1").query(Integer.class).single();
			this.other.types();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryAndMarked {

		@Bean
		@Primary
		DataSource primaryDataSource() {
			return TestDatabase.create().dataSource();
		}

		@Bean
		@Primary
		PlatformTransactionManager primaryTransactionManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

		@Bean
		@Primary
		JdbcClient primaryJdbcClient(DataSource dataSource) {
			return JdbcClient.create(dataSource);
		}

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

	@Configuration(proxyBeanMethods = false)
	static class DepositsInMarked {

		@Bean
		Deposits deposits(@SourceryDataSource DataSource dataSource) {
			return new Deposits(JdbcClient.create(new TransactionAwareDataSourceProxy(dataSource)));
		}

	}

}
