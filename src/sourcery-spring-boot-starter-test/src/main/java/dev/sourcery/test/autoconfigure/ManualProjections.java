package dev.sourcery.test.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import dev.sourcery.test.projection.TestProjections;

/**
 * Stops asynchronous projections from running by themselves in the context of a test:
 * they run when the test calls {@link TestProjections#catchUp()}, and an event whose
 * handler fails is not retried. Projections in the transaction of the append are not
 * affected.
 *
 * @since 0.1
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface ManualProjections {

}
