package dev.sourcery.test.autoconfigure;

import dev.sourcery.schema.SourcerySchema;
import dev.sourcery.test.database.TestDatabaseTemplate;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.XADataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration that gives every application context of a test a fresh PostgreSQL
 * database, which is dropped when the context closes.
 * <p>
 * It wins over {@code spring.datasource.url} on purpose: tests must not touch a database
 * that was configured for the application. A {@link javax.sql.DataSource} or
 * {@link JdbcConnectionDetails} bean, as Testcontainers provides one, wins over it, and
 * {@code sourcery.test.database.enabled=false} switches it off. A
 * {@link TestDatabaseTemplate} bean says what the databases are copied from; otherwise it
 * is one that has the tables of sourcery already.
 */
@AutoConfiguration(before = { DataSourceAutoConfiguration.class, XADataSourceAutoConfiguration.class },
		beforeName = "dev.sourcery.embedded.EmbeddedPostgresAutoConfiguration",
		afterName = "org.springframework.boot.jdbc.autoconfigure.JndiDataSourceAutoConfiguration")
@ConditionalOnClass(JdbcConnectionDetails.class)
@ConditionalOnBooleanProperty(name = "sourcery.test.database.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(type = { "javax.sql.DataSource", "javax.sql.XADataSource", "io.r2dbc.spi.ConnectionFactory",
		"org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails" })
public final class TestDatabaseAutoConfiguration {

	// one for each JVM, because preparing it is what takes time
	private static final TestDatabaseTemplate MIGRATED = TestDatabaseTemplate
		.preparedBy((dataSource) -> new SourcerySchema(dataSource, "sourcery").migrate());

	@Bean
	TestDatabaseConnectionDetails testDatabaseConnectionDetails(ObjectProvider<TestDatabaseTemplate> template) {
		return new TestDatabaseConnectionDetails(template.getIfAvailable(() -> MIGRATED).create().closedAtShutdown());
	}

}
