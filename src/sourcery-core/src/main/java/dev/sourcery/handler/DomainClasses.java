package dev.sourcery.handler;

import java.util.List;

/**
 * Provides the annotated classes of an application, however they are found: by a scan of
 * its packages, or by an index that was written when it was compiled. Each list is in the
 * order of the names of the classes. Implementations are thread-safe.
 *
 * @since 0.1
 */
public interface DomainClasses {

	/**
	 * The classes with {@code @Aggregate}.
	 * @return the aggregates
	 */
	List<Class<?>> aggregates();

	/**
	 * The classes with {@code @EventType}.
	 * @return the events
	 */
	List<Class<?>> events();

	/**
	 * The classes with {@code @Projection}.
	 * @return the projections
	 */
	List<Class<?>> projections();

}
