package dev.sourcery.autoconfigure.store;

import java.util.Set;

import dev.sourcery.export.EventExport;
import dev.sourcery.export.EventImport;
import dev.sourcery.store.EventStore;
import dev.sourcery.subscription.Checkpoints;

import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDependsOnDatabaseInitializationDetector;

/**
 * Declares that the event store, its checkpoints, its export and its import depend on its
 * tables.
 */
final class StoreDependsOnDatabaseInitializationDetector
		extends AbstractBeansOfTypeDependsOnDatabaseInitializationDetector {

	@Override
	protected Set<Class<?>> getDependsOnDatabaseInitializationBeanTypes() {
		return Set.of(EventStore.class, Checkpoints.class, EventExport.class, EventImport.class);
	}

}
