package dev.sourcery.autoconfigure.store;

import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoredEventTypes;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import dev.sourcery.subscription.jdbc.JdbcProjectionOwners;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the checks that run after all beans are created and before any of
 * them is started.
 *
 * @since 0.1
 */
@AutoConfiguration(after = EventStoreAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "sourcery.enabled", matchIfMissing = true)
@EnableConfigurationProperties(StoredTypesProperties.class)
public final class StartChecksAutoConfiguration {

	@Bean
	@ConditionalOnBean(JdbcEventStore.class)
	StoredTypesCheck sourceryStoredTypesCheck(JdbcEventStore store, StoreDatabase database, SchemaProperties schema,
			StoredTypesProperties properties) {
		return new StoredTypesCheck(store.types(),
				new StoredEventTypes(database.dataSource(), database.transactionManager(), schema.name()), properties);
	}

	@Bean
	@ConditionalOnBean(JdbcCheckpoints.class)
	@ConditionalOnBooleanProperty(name = "sourcery.projections.enabled", matchIfMissing = true)
	ProjectionOwnerCheck sourceryProjectionOwnerCheck(ConfigurableListableBeanFactory beanFactory,
			StoreDatabase database, SchemaProperties schema, Environment environment) {
		return new ProjectionOwnerCheck(beanFactory,
				new JdbcProjectionOwners(database.dataSource(), database.transactionManager(), schema.name()),
				environment);
	}

	@Bean
	@ConditionalOnBean(JdbcEventStore.class)
	ProjectionDataSourceCheck sourceryProjectionDataSourceCheck(ConfigurableListableBeanFactory beanFactory,
			StoreDatabase database) {
		return new ProjectionDataSourceCheck(beanFactory, database);
	}

}
