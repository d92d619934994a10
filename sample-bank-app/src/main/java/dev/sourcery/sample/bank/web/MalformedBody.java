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
 * Describes the problem with a request body in terms of the API contract, because
 * messages of Jackson contain class names.
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
			return "The field '%s' is not a currency code of ISO 4217, such as \"EUR\"".formatted(field(mismatched));
		}
		if (cause instanceof MismatchedInputException mismatched && !mismatched.getPath().isEmpty()) {
			return "The field '%s' is not valid".formatted(field(mismatched));
		}
		return (cause instanceof JacksonException) ? "The body is not the expected JSON object" : "The body is missing";
	}

	// names come from the client: characters that cannot be written to the response are
	// replaced
	private static String field(JacksonException ex) {
		return ex.getPath()
			.stream()
			.map(JacksonException.Reference::getPropertyName)
			.filter(Objects::nonNull)
			.collect(Collectors.joining("."))
			.replaceAll("[\\p{Cc}\\p{Cs}]", "?");
	}

}
