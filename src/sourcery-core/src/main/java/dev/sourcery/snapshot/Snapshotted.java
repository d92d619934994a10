package dev.sourcery.snapshot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Takes snapshots of the states of an aggregate class. A state is stored as JSON of its
 * fields, so it must be possible to create one from them: records can, and classes with a
 * constructor without parameters, of any visibility.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Snapshotted {

	/**
	 * Returns the number of events between snapshots. A property of the application takes
	 * precedence.
	 * @return the number of events, 0 for no snapshots by number
	 */
	int every() default 100;

	/**
	 * Returns the version of the meaning of the state. To be increased when
	 * {@code @Apply} methods compute another state from the same events while its fields
	 * remain the same; a change of fields is detected without it. Snapshots of other
	 * versions are ignored and replaced.
	 * @return the version
	 */
	int version() default 1;

}
