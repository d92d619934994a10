package dev.sourcery.aggregate;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method or constructor that folds an event into the state. It takes the event,
 * or a sealed type of several events, and must not fail: the event has happened.
 * <ul>
 * <li>an instance method returns the next state, or is {@code void} and changes the
 * current one;</li>
 * <li>a static method or a constructor creates the state from the first event. Without
 * one, the instance to which the first event is applied is created by the constructor
 * without parameters or, in a class whose events are applied by instance methods only, by
 * its single constructor, whose parameters are collaborators.</li>
 * </ul>
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.CONSTRUCTOR })
public @interface Apply {

}
