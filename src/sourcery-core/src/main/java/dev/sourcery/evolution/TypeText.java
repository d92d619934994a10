package dev.sourcery.evolution;

import java.util.Collection;
import java.util.stream.Collectors;

import dev.sourcery.event.EventTypeName;

/**
 * Types and upcasters in messages.
 */
final class TypeText {

	private TypeText() {
	}

	static String of(EventTypeName type) {
		return "'%s' version %d".formatted(type.name(), type.schemaVersion());
	}

	static String of(Collection<EventTypeName> types) {
		return types.isEmpty() ? "no event"
				: types.stream().map(TypeText::of).sorted().collect(Collectors.joining(" and "));
	}

	static String of(Upcaster upcaster) {
		return (upcaster instanceof FunctionUpcaster) ? upcaster.toString()
				: "the upcaster %s".formatted(upcaster.getClass().getName());
	}

}
