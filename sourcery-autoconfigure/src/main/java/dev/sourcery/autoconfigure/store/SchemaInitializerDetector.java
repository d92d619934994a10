package dev.sourcery.autoconfigure.store;

import java.util.Set;

import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDatabaseInitializerDetector;
import org.springframework.core.Ordered;

/**
 * Registers {@link SchemaInitializer} as a database initializer, so that beans that need
 * the database are initialized after the tables of the event store. These are created
 * before the tables of the application, whose views may use functions of the event store.
 */
final class SchemaInitializerDetector extends AbstractBeansOfTypeDatabaseInitializerDetector implements Ordered {

	@Override
	protected Set<Class<?>> getDatabaseInitializerBeanTypes() {
		return Set.of(SchemaInitializer.class);
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE + 50;
	}

}
