package dev.sourcery.event;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import dev.sourcery.projection.Projection;

/**
 * Marks a method of a {@link Projection @Projection} that handles events. Its parameters
 * say which and how:
 * <ul>
 * <li>the event, or an interface of several events;</li>
 * <li>a {@link dev.sourcery.event.RecordedEvent}, beside the event or alone; alone, its
 * type argument says which events ({@code RecordedEvent<?>} means all);</li>
 * <li>the event's {@link dev.sourcery.metadata.Metadata};</li>
 * <li>a {@link java.util.List} of events or recorded events, alone: as many as follow
 * each other in one batch.</li>
 * </ul>
 * Of several handlers that could take an event, the one for its nearest type is called.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface EventHandler {

}
