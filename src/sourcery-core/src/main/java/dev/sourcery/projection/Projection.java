package dev.sourcery.projection;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import dev.sourcery.event.EventHandler;
import dev.sourcery.subscription.FailureAction;

/**
 * Marks a projection: a class whose {@link EventHandler @EventHandler} methods fold
 * events into a read model.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Projection {

	/**
	 * The stable name, under which the checkpoint is stored.
	 * @return the name
	 */
	String value();

	/**
	 * The version of the projection. Each version has its own checkpoint and starts from
	 * the first event. A greater version is built beside the live one, in its own tables
	 * ({@link ProjectionTables}), and takes over when it has caught up.
	 * @return the version, from 1
	 */
	int version() default 1;

	/**
	 * The mode, which determines when the handlers run.
	 * @return the mode
	 */
	ProjectionMode mode() default ProjectionMode.ASYNCHRONOUS;

	/**
	 * The number of lanes in which an asynchronous projection handles events in parallel,
	 * spread over the nodes. The events of one stream, or with one key of an
	 * {@link OrderedBy @OrderedBy} method, are always handled in the same lane and in
	 * order. When a node starts with another number than before, all nodes change to it
	 * while they run.
	 * @return the number of lanes, from 1
	 */
	int lanes() default 1;

	/**
	 * The action for an event that keeps failing for longer than
	 * {@code sourcery.projections.give-up-after}. Not supported in the transaction of the
	 * append, which fails with its handlers.
	 * @return the action
	 */
	FailureAction onFailure() default FailureAction.BLOCK;

	/**
	 * Maximum number of events an asynchronous projection handles in one transaction.
	 * @return the number of events; 0 means the number that is configured for all
	 * projections
	 */
	int batchSize() default 0;

}
