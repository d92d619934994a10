package dev.sourcery.repository;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.event.StreamId;
import dev.sourcery.repository.StateDifference.FieldChange;
import dev.sourcery.snapshot.StateFormat;
import org.jspecify.annotations.Nullable;

/**
 * Compares states of one aggregate class by the JSON of their fields.
 *
 * @param <A> the aggregate class
 */
final class StateDifferences<A> {

	private final AggregateType<A> type;

	private final AggregateStates<A> states;

	StateDifferences(AggregateType<A> type, AggregateStates<A> states) {
		this.type = type;
		this.states = states;
	}

	Optional<StateDifference> between(StreamId stream, long fromVersion, long toVersion) {
		if (fromVersion < 0 || toVersion < 0) {
			throw new IllegalArgumentException(
					"Versions are never negative, but got %d and %d".formatted(fromVersion, toVersion));
		}
		Versioned<A> from = (fromVersion > 0) ? this.states.at(stream, fromVersion).orElse(null) : null;
		Versioned<A> to = (toVersion > 0) ? this.states.at(stream, toVersion).orElse(null) : null;
		if ((from == null && fromVersion > 0) || (to == null && toVersion > 0)) {
			return Optional.empty();
		}
		// created here, since few applications compare states
		StateFormat<A> format = new StateFormat<>(this.type.aggregateClass());
		List<FieldChange> changes = new ArrayList<>();
		Object before = (from != null) ? format.values(from.state()) : null;
		Object after = (to != null) ? format.values(to.state()) : null;
		compare("", fields(before, after), fields(after, before), changes);
		return Optional.of(new StateDifference(stream, fromVersion, toVersion, changes));
	}

	// the absence of a state is the absence of each field
	private static @Nullable Object fields(@Nullable Object state, @Nullable Object other) {
		return (state == null && other instanceof Map) ? Map.of() : state;
	}

	private static void compare(String path, @Nullable Object before, @Nullable Object after,
			List<FieldChange> changes) {
		if (before instanceof Map<?, ?> first && after instanceof Map<?, ?> second) {
			Set<Object> names = new LinkedHashSet<>(first.keySet());
			names.addAll(second.keySet());
			names.forEach((name) -> compare(path.isEmpty() ? name.toString() : path + '.' + name, first.get(name),
					second.get(name), changes));
		}
		else if (before instanceof List<?> first && after instanceof List<?> second) {
			for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
				compare("%s[%d]".formatted(path, i), element(first, i), element(second, i), changes);
			}
		}
		else if (!Objects.equals(before, after)) {
			changes.add(new FieldChange(path, before, after));
		}
	}

	private static @Nullable Object element(List<?> list, int index) {
		return (index < list.size()) ? list.get(index) : null;
	}

}
