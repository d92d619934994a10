package dev.sourcery.autoconfigure;

import java.util.function.Supplier;

import dev.sourcery.autoconfigure.aggregate.AggregateAutoConfiguration;
import dev.sourcery.autoconfigure.event.EventAutoConfiguration;
import dev.sourcery.autoconfigure.metadata.MetadataAutoConfiguration;
import dev.sourcery.autoconfigure.projection.ProjectionAutoConfiguration;
import dev.sourcery.autoconfigure.projection.ProjectionHealthAutoConfiguration;
import dev.sourcery.autoconfigure.projection.ProjectionMetricsAutoConfiguration;
import dev.sourcery.autoconfigure.store.EventStoreAutoConfiguration;
import dev.sourcery.autoconfigure.store.SchemaAutoConfiguration;
import dev.sourcery.autoconfigure.store.SettledAutoConfiguration;
import dev.sourcery.autoconfigure.store.SettledMetricsAutoConfiguration;
import dev.sourcery.autoconfigure.store.StartChecksAutoConfiguration;
import dev.sourcery.test.autoconfigure.TestDatabaseAutoConfiguration;
import dev.sourcery.test.database.TestDatabase;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * Contexts of small applications with a fresh database each.
 */
public final class Contexts {

	private Contexts() {
	}

	public static ApplicationContextRunner withoutDataSource() {
		return withoutDataSource(AnnotationConfigApplicationContext::new);
	}

	private static ApplicationContextRunner withoutDataSource(Supplier<ConfigurableApplicationContext> contexts) {
		return new ApplicationContextRunner(contexts).withConfiguration(AutoConfigurations.of(
				AggregateAutoConfiguration.class, EventAutoConfiguration.class, EventStoreAutoConfiguration.class,
				MetadataAutoConfiguration.class, ProjectionAutoConfiguration.class,
				ProjectionHealthAutoConfiguration.class, ProjectionMetricsAutoConfiguration.class,
				SchemaAutoConfiguration.class, SettledAutoConfiguration.class, SettledMetricsAutoConfiguration.class,
				StartChecksAutoConfiguration.class));
	}

	public static ApplicationContextRunner withJdbc() {
		return withJdbc(AnnotationConfigApplicationContext::new);
	}

	public static ApplicationContextRunner withJdbc(Supplier<ConfigurableApplicationContext> contexts) {
		return withoutDataSource(contexts).withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, JdbcClientAutoConfiguration.class,
				JdbcTemplateAutoConfiguration.class, TestDatabaseAutoConfiguration.class,
				TransactionAutoConfiguration.class));
	}

	/**
	 * Contexts that come after each other on one database.
	 */
	public static ApplicationContextRunner on(TestDatabase database) {
		return withJdbc().withPropertyValues("sourcery.test.database.enabled=false",
				"spring.datasource.url=" + database.jdbcUrl(), "spring.datasource.username=" + database.username(),
				"spring.datasource.password=" + database.password());
	}

}
