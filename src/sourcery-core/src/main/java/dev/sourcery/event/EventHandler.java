package dev.sourcery.event;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import dev.sourcery.projection.Projection;

/**
 * Marks a method of a {@link Projection @Projection} that handles events. Its parameters
 * determine which events it handles, and in which form:
 * <ul>
 * <li>the event, or an interface of several events;</li>
 * <li>a {@link dev.sourcery.event.RecordedEvent}, beside the event or alone; alone, its
 * type argument selects the events ({@code RecordedEvent<?>} means all);</li>
 * <li>the event's {@link dev.sourcery.metadata.Metadata};</li>
 * <li>a {@link java.util.List} of events or recorded events, alone: all consecutive
 * matching events of one batch.</li>
 * </ul>
 * If several handlers match an event, the one with the most specific type is invoked.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface EventHandler {

}
