package dev.sourcery.event;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares the conversion from an earlier version of an event class: a static method of
 * the current class, which takes an object of the earlier class and returns one of the
 * current class. The earlier class keeps its {@link EventType @EventType} with the
 * earlier version, and need not be registered. Stored events of the earlier version are
 * read as events of the current class; events of the earlier class can no longer be
 * stored.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Upcast {

}
