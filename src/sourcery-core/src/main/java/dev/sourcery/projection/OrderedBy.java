package dev.sourcery.projection;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link Projection @Projection} that returns the key of an event:
 * events with the same key are handled in the same lane and in order, whatever their
 * streams. Without such a method, the stream of an event is its key.
 * <p>
 * The method takes what an {@link dev.sourcery.event.EventHandler @EventHandler} method
 * for one event may take, and returns an object whose {@code toString()} is the key; it
 * must depend on the event only, and equal keys must have equal texts. A change of the
 * keys needs a new version or name of the projection: the lanes are at different
 * positions, so that events whose lane changes would be skipped or handled twice. A
 * projection has such methods for all events that it handles, or none. If a method
 * returns {@code null} or throws, the event is treated as one whose handler fails.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OrderedBy {

}
