package dev.sourcery.aggregate;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an aggregate: a class whose {@link CommandHandler @CommandHandler} methods decide
 * and whose {@link Apply @Apply} methods fold events into state. It needs no base class,
 * and may be mutable or return the next state, as records do. A class that implements
 * {@link Decider} is an aggregate in functional form.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Aggregate {

	/**
	 * Returns the stable name of the aggregate type, which is part of the name of each of
	 * its streams.
	 * @return the aggregate type
	 */
	String value();

	/**
	 * Whether to ignore events without an {@link Apply @Apply} method instead of refusing
	 * them. Ignored events leave the state unchanged.
	 * @return {@code true} to ignore them
	 */
	boolean ignoreUnappliedEvents() default false;

}
