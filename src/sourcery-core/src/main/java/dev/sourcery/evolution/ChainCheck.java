package dev.sourcery.evolution;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import org.jspecify.annotations.Nullable;

/**
 * Checks that all conversions together lead from each type to registered classes.
 */
final class ChainCheck {

	private final EventTypes types;

	private final Map<EventTypeName, Step> steps = new LinkedHashMap<>();

	ChainCheck(EventTypes types) {
		this.types = types;
	}

	/**
	 * Adds the conversions, each of which has a source of its own.
	 */
	void add(List<Step> added, boolean sourceIsClass) {
		for (Step step : added) {
			Step other = this.steps.putIfAbsent(step.source(), step);
			if (other != null) {
				throw new InvalidEvolutionException(
						"Two conversions start from %s: %s and %s".formatted(TypeText.of(step.source()), other.name(),
								step.name()),
						"Keep one of them. To turn one event into several, return all of them from one upcaster.");
			}
			if (!sourceIsClass && this.types.isReadable(step.source())) {
				throw new InvalidEvolutionException(
						"%s starts from %s, but events of this type are written and read as %s".formatted(
								sentence(step.name()), TypeText.of(step.source()),
								this.types.classOf(step.source()).getName()),
						"Raise the version in @EventType of the class, or remove the upcaster.");
			}
		}
	}

	void requireRetired(Set<String> retired) {
		for (String name : retired) {
			for (Class<?> eventClass : this.types.eventClasses()) {
				if (this.types.typeOf(eventClass).name().equals(current(name))) {
					throw new InvalidEvolutionException(
							"Event type '%s' is retired, but %s is registered for it".formatted(name,
									eventClass.getName()),
							"Remove the class, or remove the name from sourcery.events.retired.");
				}
			}
			for (Step step : this.steps.values()) {
				if (concerns(step, name)) {
					throw new InvalidEvolutionException(
							"Event type '%s' is retired, but %s converts events from it or to it".formatted(name,
									step.name()),
							"Remove the upcaster, or remove the name from sourcery.events.retired. An upcaster may leave out events.");
				}
			}
		}
	}

	private static boolean concerns(Step step, String name) {
		return step.source().name().equals(name)
				|| step.targets().stream().anyMatch((target) -> target.name().equals(name));
	}

	private String current(String name) {
		return this.types.currentNames(Set.of(name)).iterator().next();
	}

	/**
	 * Returns the classes of the resulting events for each type that is converted.
	 */
	Map<EventTypeName, Set<Class<?>>> resultingClasses() {
		Map<EventTypeName, Set<Class<?>>> classes = new LinkedHashMap<>();
		for (Step step : this.steps.values()) {
			Set<Class<?>> resulting = new LinkedHashSet<>();
			collect(step, new ArrayDeque<>(), resulting);
			classes.put(step.source(), resulting);
		}
		return classes;
	}

	private void collect(Step step, Deque<Step> path, Set<Class<?>> resulting) {
		if (path.contains(step)) {
			throw cycle(step, path);
		}
		path.addLast(step);
		for (EventTypeName target : step.targets()) {
			Step next = this.steps.get(target);
			if (next != null) {
				collect(next, path, resulting);
			}
			else if (this.types.isReadable(target)) {
				resulting.add(this.types.classOf(target));
			}
			else {
				throw gap(step, target);
			}
		}
		path.removeLast();
	}

	private static InvalidEvolutionException cycle(Step step, Deque<Step> path) {
		List<Step> cycle = new ArrayList<>(path);
		cycle.subList(0, cycle.indexOf(step)).clear();
		return new InvalidEvolutionException(
				"Conversions of events form a cycle through %s: %s".formatted(
						cycle.stream().map((each) -> TypeText.of(each.source())).collect(Collectors.joining(", ")),
						cycle.stream().map(Step::name).collect(Collectors.joining(", "))),
				"Remove one of them. A conversion leads to a later schema version or to another type.");
	}

	private InvalidEvolutionException gap(Step step, EventTypeName target) {
		String registered = registeredVersions(target.name());
		if (registered == null) {
			return new InvalidEvolutionException(
					"%s leads to %s, but no event class is registered for this name and no upcaster starts from it"
						.formatted(sentence(step.name()), TypeText.of(target)),
					"Correct the name of the type, or register a class with @EventType(\"%s\")."
						.formatted(target.name()));
		}
		return new InvalidEvolutionException(
				"%s leads to %s, and there is no step from there: registered is %s".formatted(sentence(step.name()),
						TypeText.of(target), registered),
				"Add an upcaster from '%s' version %d to the next version.".formatted(target.name(),
						target.schemaVersion()));
	}

	private @Nullable String registeredVersions(String name) {
		String versions = this.types.eventClasses()
			.stream()
			.filter((eventClass) -> this.types.typeOf(eventClass).name().equals(name))
			.map((eventClass) -> "version %d (%s)".formatted(this.types.typeOf(eventClass).schemaVersion(),
					eventClass.getName()))
			.collect(Collectors.joining(" and "));
		return versions.isEmpty() ? null : versions;
	}

	private static String sentence(String name) {
		return Character.toUpperCase(name.charAt(0)) + name.substring(1);
	}

}
