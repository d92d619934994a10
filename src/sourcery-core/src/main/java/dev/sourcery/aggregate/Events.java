package dev.sourcery.aggregate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Converts the return value of a decision to a list of events.
 *
 * @since 0.1
 */
public final class Events {

	private Events() {
	}

	/**
	 * Returns the events in the return value of a decision: one event, an array, an
	 * {@link Iterable}, a {@link Stream}, an {@link Optional}, or {@code null}.
	 * @param returned the return value of a decision
	 * @return the events in their order; empty if there are none
	 * @throws NullPointerException if a collection contains {@code null}
	 */
	public static List<Object> of(@Nullable Object returned) {
		return of(returned, () -> "A decision");
	}

	static List<Object> of(@Nullable Object returned, Supplier<String> decision) {
		if (returned == null) {
			return List.of();
		}
		List<Object> events = new ArrayList<>();
		if (returned instanceof Optional<?> optional) {
			optional.ifPresent(events::add);
		}
		else if (returned instanceof Iterable<?> iterable) {
			iterable.forEach((event) -> events.add(required(event, decision)));
		}
		else if (returned instanceof Stream<?> stream) {
			try (stream) {
				stream.forEachOrdered((event) -> events.add(required(event, decision)));
			}
		}
		else if (returned instanceof Object[] array) {
			Arrays.stream(array).forEach((event) -> events.add(required(event, decision)));
		}
		else {
			events.add(returned);
		}
		return events;
	}

	private static Object required(@Nullable Object event, Supplier<String> decision) {
		return Objects.requireNonNull(event, () -> decision.get() + " returned null among its events");
	}

}
