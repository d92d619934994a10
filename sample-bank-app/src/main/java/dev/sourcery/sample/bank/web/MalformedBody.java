package dev.sourcery.sample.bank.web;

import java.util.Currency;
import java.util.Objects;
import java.util.stream.Collectors;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

import org.springframework.http.converter.HttpMessageNotReadableException;

/**
 * Says what is wrong with a body, in the words of the contract and not of Jackson, whose
 * messages name classes.
 */
final class MalformedBody {

	private MalformedBody() {
	}

	static String describe(HttpMessageNotReadableException ex) {
		Throwable cause = ex.getCause();
		if (cause instanceof UnrecognizedPropertyException unknown) {
			return "There is no field '%s'".formatted(field(unknown));
		}
		if (cause instanceof ValueInstantiationException refused && refused.getCause() != null) {
			return "The field '%s' is not valid: %s".formatted(field(refused), refused.getCause().getMessage());
		}
		if (cause instanceof MismatchedInputException mismatched && mismatched.getTargetType() == Currency.class) {
			return "The field '%s' is no currency code of ISO 4217, such as \"EUR\"".formatted(field(mismatched));
		}
		if (cause instanceof MismatchedInputException mismatched && !mismatched.getPath().isEmpty()) {
			return "The field '%s' is not valid".formatted(field(mismatched));
		}
		return (cause instanceof JacksonException) ? "The body is not the JSON object that is expected"
				: "The body is missing";
	}

	// names come from the client: what cannot be written back is left out
	private static String field(JacksonException ex) {
		return ex.getPath()
			.stream()
			.map(JacksonException.Reference::getPropertyName)
			.filter(Objects::nonNull)
			.collect(Collectors.joining("."))
			.replaceAll("[\\p{Cc}\\p{Cs}]", "?");
	}

}
