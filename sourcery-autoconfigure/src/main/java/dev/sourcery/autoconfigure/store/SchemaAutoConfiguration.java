package dev.sourcery.autoconfigure.store;

import javax.sql.DataSource;

import dev.sourcery.schema.SourcerySchema;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration of the tables of the event store. They are in a separate PostgreSQL
 * schema with a separate migration history; migrations of the application are not
 * affected.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DataSourceAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "sourcery.enabled", matchIfMissing = true)
@ConditionalOnBean(DataSource.class)
@EnableConfigurationProperties(SchemaProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
public final class SchemaAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SourcerySchema sourcerySchema(@SourceryDataSource ObjectProvider<DataSource> marked, ObjectProvider<DataSource> all,
			SchemaProperties properties) {
		return new SourcerySchema(StoreDataSource.of(marked, all), properties.name());
	}

	@Bean
	SchemaInitializer sourcerySchemaInitializer(SourcerySchema schema, SchemaProperties properties) {
		return new SchemaInitializer(schema, properties.mode());
	}

}
