package dev.sourcery.autoconfigure.store;

import java.util.Set;

import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDatabaseInitializerDetector;
import org.springframework.core.Ordered;

/**
 * Makes what needs the database wait for the tables of the event store, which come after
 * the tables of the application.
 */
final class SchemaInitializerDetector extends AbstractBeansOfTypeDatabaseInitializerDetector implements Ordered {

	@Override
	protected Set<Class<?>> getDatabaseInitializerBeanTypes() {
		return Set.of(SchemaInitializer.class);
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE - 50;
	}

}
