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
 * A static method creates the aggregate; an instance method decides on an existing one.
 * The first parameter is the command; further ones are collaborators.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CommandHandler {

}
