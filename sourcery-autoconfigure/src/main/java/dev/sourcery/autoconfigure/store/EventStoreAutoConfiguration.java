package dev.sourcery.autoconfigure.store;

import javax.sql.DataSource;

import dev.sourcery.evolution.EventEvolution;
import dev.sourcery.export.EventExport;
import dev.sourcery.export.EventImport;
import dev.sourcery.snapshot.Snapshots;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.subscription.Checkpoints;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import dev.sourcery.subscription.jdbc.JdbcCommitBroadcast;
import dev.sourcery.tail.CommitBroadcast;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Auto-configuration of the event store and the checkpoints on PostgreSQL. The
 * application does not start without a usable {@link DataSource} and transaction manager.
 *
 * @since 0.1
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "sourcery.enabled", matchIfMissing = true)
@EnableConfigurationProperties({ SchemaProperties.class, AppendProperties.class, LaneProperties.class,
		CommitProperties.class })
public final class EventStoreAutoConfiguration {

	// lazy: not needed if the application defines its own store and checkpoints
	@Bean
	@Lazy
	StoreDatabase sourceryStoreDatabase(@SourceryDataSource ObjectProvider<DataSource> markedDataSource,
			ObjectProvider<DataSource> dataSources,
			@SourceryTransactionManager ObjectProvider<PlatformTransactionManager> markedTransactionManager,
			ObjectProvider<PlatformTransactionManager> transactionManagers) {
		DataSource dataSource = StoreDataSource.of(markedDataSource, dataSources);
		@Nullable PlatformTransactionManager transactionManager = markedTransactionManager
			.getIfUnique(transactionManagers::getIfUnique);
		if (transactionManager == null) {
			throw new StoreDatabaseException(
					"There is no single PlatformTransactionManager for the event store to take part in",
					"Define one for the DataSource of the event store, and mark it with @SourceryTransactionManager if there are several.");
		}
		return new StoreDatabase(dataSource, transactionManager);
	}

	@Bean
	@ConditionalOnMissingBean(EventStore.class)
	JdbcEventStore sourceryEventStore(StoreDatabase database, EventEvolution evolution, SchemaProperties schema,
			AppendProperties append) {
		return new JdbcEventStore(database.dataSource(), database.transactionManager(), evolution, schema.name(),
				append.settings());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(JdbcEventStore.class)
	Snapshots sourcerySnapshots(JdbcEventStore store) {
		return store.snapshots();
	}

	@Bean
	@ConditionalOnMissingBean(Checkpoints.class)
	JdbcCheckpoints sourceryCheckpoints(StoreDatabase database, SchemaProperties schema, LaneProperties lanes,
			CommitProperties commit) {
		return new JdbcCheckpoints(database.dataSource(), database.transactionManager(), schema.name(), lanes.lease(),
				commit.asynchronousCommit());
	}

	// closed by the subscriptions that use it, before the pool
	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean(CommitBroadcast.class)
	@ConditionalOnBean(JdbcCheckpoints.class)
	@ConditionalOnProperty(name = "sourcery.projections.notify.enabled", matchIfMissing = true)
	JdbcCommitBroadcast sourceryCommitBroadcast(StoreDatabase database, SchemaProperties schema) {
		return new JdbcCommitBroadcast(database.dataSource(), schema.name());
	}

	// lazy: an application with its own store may have no database
	@Bean
	@Lazy
	@ConditionalOnMissingBean
	EventExport sourceryEventExport(EventStore store, StoreDatabase database, SchemaProperties schema,
			AppendProperties append) {
		return new EventExport(store, database.dataSource(), database.transactionManager(), schema.name())
			.maxEventSize(append.maxEventSize());
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	EventImport sourceryEventImport(StoreDatabase database, SchemaProperties schema, AppendProperties append) {
		return new EventImport(database.dataSource(), database.transactionManager(), schema.name())
			.maxEventSize(append.maxEventSize());
	}

}
