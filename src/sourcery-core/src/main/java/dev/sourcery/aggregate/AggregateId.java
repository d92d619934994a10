package dev.sourcery.aggregate;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the parameter of a {@link CommandHandler @CommandHandler} method that takes the
 * id of the aggregate. Its type is the type of the ids that the application passes to the
 * repository, or {@link String} for the id in text form.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface AggregateId {

}
