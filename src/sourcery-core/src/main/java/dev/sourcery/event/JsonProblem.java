package dev.sourcery.event;

import java.util.Map;
import java.util.stream.Collectors;

import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/**
 * Describes a problem that Jackson found, without the content: many messages of Jackson
 * quote values, the messages of constructors may do so as well, and the keys of a map are
 * also content.
 */
final class JsonProblem {

	private JsonProblem() {
	}

	static String of(JacksonException failure) {
		return "%s (at %s)".formatted(problem(failure), path(failure));
	}

	private static String problem(JacksonException failure) {
		if (failure instanceof StreamReadException) {
			return "it is not valid JSON";
		}
		if (failure instanceof InvalidFormatException invalid) {
			return "a value is not a valid " + invalid.getTargetType().getName();
		}
		if (failure instanceof ValueInstantiationException refused) {
			return "the values are refused by " + refused.getType().toCanonical();
		}
		if (failure instanceof InvalidDefinitionException undefined) {
			JavaType type = undefined.getType();
			return "Jackson cannot handle %s as it is defined"
				.formatted((type != null) ? type.toCanonical() : "a class");
		}
		if (failure instanceof UnrecognizedPropertyException || failure instanceof InvalidNullException) {
			return failure.getOriginalMessage();
		}
		if (failure instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
			return "the JSON does not fit " + mismatch.getTargetType().getName();
		}
		return "it fails with a " + failure.getClass().getSimpleName();
	}

	private static String path(JacksonException failure) {
		return failure.getPath().stream().map(JsonProblem::element).collect(Collectors.joining("->"));
	}

	private static String element(JacksonException.Reference element) {
		Object from = element.from();
		Class<?> owner = (from instanceof Class<?> type) ? type : (from != null) ? from.getClass() : Object.class;
		if (Map.class.isAssignableFrom(owner)) {
			return owner.getName() + "[…]";
		}
		return (element.getPropertyName() != null) ? "%s[\"%s\"]".formatted(owner.getName(), element.getPropertyName())
				: "%s[%d]".formatted(owner.getName(), element.getIndex());
	}

}
