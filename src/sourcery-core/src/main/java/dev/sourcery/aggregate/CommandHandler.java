package dev.sourcery.aggregate;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that decides on a command and returns the resulting events: one event, a
 * collection, a stream, an {@link java.util.Optional}, or nothing ({@code void} or
 * {@code null}). It does not change state, and throws an exception to refuse the command.
 * Where {@code void} {@link Apply @Apply} methods change the state, a handler must not be
 * {@code void}.
 * <p>
 * A static method creates the aggregate; an instance method decides on an existing one. A
 * static method with a parameter of the aggregate class that is annotated with
 * {@code @Nullable} does both: it takes the current state, or {@code null} if the
 * aggregate does not exist.
 * <p>
 * The parameters may be in any order. A {@link dev.sourcery.metadata.Metadata} takes the
 * metadata of the command, a {@link dev.sourcery.event.StreamId} the stream of the
 * aggregate, a parameter with {@link AggregateId @AggregateId} its id. The first other
 * parameter takes the command; further ones take collaborators.
 * <p>
 * A handler may declare checked exceptions. They reach the caller of the repository
 * unchanged, so the calling method has to declare them.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CommandHandler {

}
