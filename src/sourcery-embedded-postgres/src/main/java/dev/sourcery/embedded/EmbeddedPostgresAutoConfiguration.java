package dev.sourcery.embedded;

import dev.sourcery.autoconfigure.store.StoreDatabaseException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.postgresql.Driver;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JndiDataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.XADataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration that starts an embedded PostgreSQL when the application has no
 * database of its own: no {@link javax.sql.DataSource} and no
 * {@link JdbcConnectionDetails} bean (as provided by Testcontainers and Docker Compose)
 * and no property under {@code spring.datasource} that configures the database.
 * <p>
 * The pool that Spring Boot creates depends on the connection details, so the server
 * starts before the pool and stops after it.
 *
 * @since 0.1
 */
@AutoConfiguration(after = JndiDataSourceAutoConfiguration.class,
		before = { DataSourceAutoConfiguration.class, XADataSourceAutoConfiguration.class },
		afterName = "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration")
@ConditionalOnClass({ EmbeddedPostgres.class, Driver.class, JdbcConnectionDetails.class })
@ConditionalOnBooleanProperty(name = { "sourcery.enabled", "sourcery.embedded.enabled" }, matchIfMissing = true)
@ConditionalOnMissingBean(type = { "javax.sql.DataSource", "javax.sql.XADataSource", "io.r2dbc.spi.ConnectionFactory",
		"org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails" })
@Conditional(OnNoConfiguredDatabaseCondition.class)
@EnableConfigurationProperties(EmbeddedPostgresProperties.class)
public final class EmbeddedPostgresAutoConfiguration {

	@Bean
	EmbeddedPostgresServer embeddedPostgresServer(EmbeddedPostgresProperties properties, Environment environment) {
		OnNoConfiguredDatabaseCondition.empty(environment).ifPresent((property) -> {
			throw StoreDatabaseException.empty(property);
		});
		return EmbeddedPostgresServer.start(properties);
	}

	@Bean
	EmbeddedPostgresConnectionDetails embeddedPostgresConnectionDetails(EmbeddedPostgresServer server) {
		return new EmbeddedPostgresConnectionDetails(server);
	}

}
