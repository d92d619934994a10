package dev.sourcery.sample.bank;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * Constraint for one line of text that PostgreSQL can store: at most 200 characters, no
 * control characters and no lone surrogates.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD })
@Constraint(validatedBy = {})
@Size(max = 200)
@Pattern(regexp = "[^\\p{Cc}\\p{Cs}]*", message = "must not contain control characters or lone surrogates")
public @interface PlainText {

	String message() default "must be one line of at most 200 characters";

	Class<?>[] groups() default {};

	Class<? extends Payload>[] payload() default {};

}
