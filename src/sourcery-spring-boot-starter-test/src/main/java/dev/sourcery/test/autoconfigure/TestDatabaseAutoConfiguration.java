package dev.sourcery.test.autoconfigure;

import dev.sourcery.schema.SourcerySchema;
import dev.sourcery.test.database.TestDatabase;
import dev.sourcery.test.database.TestDatabaseTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.XADataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration that provides the application context of a test with a fresh
 * PostgreSQL database, which is dropped when the context closes.
 * <p>
 * It applies to contexts of the Spring TestContext framework, such as those of
 * {@code @SpringBootTest}. A context that a test creates with {@code SpringApplication}
 * or a context runner uses the configured database, unless it imports this class with
 * {@link org.springframework.boot.autoconfigure.ImportAutoConfiguration}.
 * <p>
 * It takes precedence over {@code spring.datasource.url}, so that no test touches a
 * database that is configured for the application. A {@link javax.sql.DataSource} or
 * {@link JdbcConnectionDetails} bean, as provided by Testcontainers, takes precedence
 * over it, and {@code sourcery.test.database.enabled=false} disables it. Databases are
 * copied from the {@link TestDatabaseTemplate} bean if there is one, otherwise from a
 * database that contains the tables of sourcery.
 *
 * @since 0.1
 */
@AutoConfiguration(before = { DataSourceAutoConfiguration.class, XADataSourceAutoConfiguration.class },
		beforeName = "dev.sourcery.embedded.EmbeddedPostgresAutoConfiguration",
		afterName = "org.springframework.boot.jdbc.autoconfigure.JndiDataSourceAutoConfiguration")
@ConditionalOnClass(JdbcConnectionDetails.class)
@ConditionalOnBooleanProperty(name = "sourcery.test.database.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(type = { "javax.sql.DataSource", "javax.sql.XADataSource", "io.r2dbc.spi.ConnectionFactory",
		"org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails" })
public final class TestDatabaseAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(TestDatabaseAutoConfiguration.class);

	// one for each JVM, because its preparation takes most of the time
	private static final TestDatabaseTemplate MIGRATED = TestDatabaseTemplate
		.preparedBy((dataSource) -> new SourcerySchema(dataSource, "sourcery").migrate());

	@Bean
	static TestDatabaseMarker sourceryTestDatabaseMarker() {
		return new TestDatabaseMarker();
	}

	// Lazy, so that a context without a pool, such as that of a web slice, does not
	// create a database.
	@Bean(TestDatabaseMarker.CONNECTION_DETAILS)
	@Lazy
	TestDatabaseConnectionDetails testDatabaseConnectionDetails(ObjectProvider<TestDatabaseTemplate> template) {
		TestDatabase database = template.getIfAvailable(() -> MIGRATED).create().closedAtShutdown();
		logger.info("This test context uses the fresh database {} of the {}", database.name(), database.server());
		return new TestDatabaseConnectionDetails(database);
	}

}
