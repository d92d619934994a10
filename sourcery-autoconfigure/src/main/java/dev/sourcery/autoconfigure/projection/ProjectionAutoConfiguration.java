package dev.sourcery.autoconfigure.projection;

import dev.sourcery.autoconfigure.store.SourceryTransactionManager;
import dev.sourcery.metadata.MetadataScope;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.EventStore;
import dev.sourcery.subscription.Checkpoints;
import dev.sourcery.subscription.SubscriptionRuntime;
import dev.sourcery.tail.CommitBroadcast;
import dev.sourcery.tail.EventSource;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Auto-configuration of the classes with {@link Projection @Projection} in the packages
 * of the application, and of other beans of such classes. The projections start and stop
 * with the application.
 *
 * @since 0.1
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "sourcery.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ProjectionProperties.class)
@Import(ProjectionRegistrar.class)
public final class ProjectionAutoConfiguration {

	@Bean
	static EarlyAppends sourceryEarlyAppends(ConfigurableListableBeanFactory beanFactory,
			@SourceryTransactionManager ObjectProvider<PlatformTransactionManager> markedTransactionManager,
			ObjectProvider<PlatformTransactionManager> transactionManagers, Environment environment) {
		return new EarlyAppends(beanFactory, markedTransactionManager, transactionManagers, environment);
	}

	// for projections that were started manually; the lifecycle has stopped them earlier
	@Bean(destroyMethod = "stop")
	@ConditionalOnMissingBean
	Projections sourceryProjections(ListableBeanFactory beanFactory, EventStore store, Checkpoints checkpoints,
			ProjectionProperties properties, ObjectProvider<CommitBroadcast> broadcast,
			ObjectProvider<MetadataScope> scope) {
		return new Projections(
				new ProjectionBeans(beanFactory, store.types(), properties.named(),
						scope.getIfAvailable(MetadataScope::new))
					.definitions(),
				new SubscriptionRuntime(EventSource.of(store), checkpoints, properties.toSettings(),
						broadcast.getIfAvailable(CommitBroadcast::none)));
	}

	@Bean
	ProjectionLifecycle sourceryProjectionLifecycle(Projections projections, ProjectionProperties properties) {
		return new ProjectionLifecycle(projections, properties.enabled());
	}

	// a node without projections notifies those that have some
	@Bean
	@ConditionalOnProperty(name = "sourcery.projections.enabled", havingValue = "false")
	CommitBroadcastLifecycle sourceryCommitBroadcastLifecycle(EventStore store,
			ObjectProvider<CommitBroadcast> broadcast) {
		return new CommitBroadcastLifecycle(EventSource.of(store).hooks(),
				broadcast.getIfAvailable(CommitBroadcast::none));
	}

}
