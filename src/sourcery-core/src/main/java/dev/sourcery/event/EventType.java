package dev.sourcery.event;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives an event class the stable name under which it is stored, so that classes can be
 * renamed and moved without touching stored events.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EventType {

	/**
	 * Returns the stable name, by convention {@code aggregate.what-happened}.
	 * @return the name
	 */
	String value();

	/**
	 * Returns the schema version of the payload, from 1.
	 * @return the schema version
	 */
	int version() default 1;

	/**
	 * Returns the earlier names of a type that was renamed. Events that are stored under
	 * these names, of any schema version, are read as events of this name.
	 * @return the earlier names
	 */
	String[] aliases() default {};

}
