package dev.sourcery.autoconfigure.aggregate;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.autoconfigure.event.EventMapperCustomizer;
import dev.sourcery.handler.Collaborators;
import dev.sourcery.metadata.MetadataProvider;
import dev.sourcery.repository.CommandFingerprints;
import dev.sourcery.repository.IdFormat;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.RepositoryFactory;
import dev.sourcery.snapshot.Snapshots;
import dev.sourcery.store.EventStore;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration of a {@link Repository} for each class with
 * {@link Aggregate @Aggregate} in the packages of the application, unless the application
 * defines a repository bean for that aggregate.
 *
 * @since 0.1
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "sourcery.enabled", matchIfMissing = true)
@EnableConfigurationProperties({ CacheProperties.class, RetryProperties.class, SnapshotProperties.class })
@Import(AggregateRegistrar.class)
public final class AggregateAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Collaborators sourceryCollaborators(AutowireCapableBeanFactory beanFactory) {
		return new BeanCollaborators(beanFactory);
	}

	@Bean
	@ConditionalOnMissingBean
	IdFormat sourceryIdFormat(ListableBeanFactory beanFactory) {
		return IdFormat.orElse(new ConverterIds(beanFactory));
	}

	@Bean
	@ConditionalOnMissingBean
	CommandFingerprints sourceryCommandFingerprints(ObjectProvider<EventMapperCustomizer> customizers) {
		return new CommandFingerprints(
				(builder) -> customizers.orderedStream().forEach((customizer) -> customizer.customize(builder)));
	}

	@Bean
	@ConditionalOnMissingBean
	RepositoryFactory sourceryRepositoryFactory(EventStore store, IdFormat idFormat, RetryProperties retry,
			CommandFingerprints fingerprints, CacheProperties cache, SnapshotProperties snapshots,
			ObjectProvider<Snapshots> stored, ObjectProvider<MetadataProvider> metadata) {
		RepositoryFactory repositories = new RepositoryFactory(store, idFormat, retry.toRetry(), fingerprints,
				new MetadataProviderBeans(metadata));
		if (snapshots.enabled()) {
			Snapshots available = stored.getIfAvailable();
			repositories = (available != null) ? repositories.withSnapshots(available, snapshots::policyOf)
					: repositories;
		}
		return cache.enabled() ? repositories.withStateCache(cache.maxSize()) : repositories;
	}

}
