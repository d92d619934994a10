package dev.sourcery.evolution;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventEncodingException;
import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The conversions from stored types to current classes.
 */
final class Chains {

	private final EventSerializer serializer;

	private final Map<EventTypeName, Upcaster> upcasters;

	private final Map<Class<?>, ClassStep> classSteps;

	private final EventTypes types;

	private final Set<EventTypeName> direct = new HashSet<>();

	private final JsonMapper mapper = JsonEventSerializer.storing().build();

	private Chains(EventSerializer serializer, Map<EventTypeName, Upcaster> upcasters,
			Map<Class<?>, ClassStep> classSteps, EventTypes types) {
		this.serializer = serializer;
		this.upcasters = upcasters;
		this.classSteps = classSteps;
		this.types = types;
		types.eventClasses()
			.stream()
			.filter((eventClass) -> !classSteps.containsKey(eventClass))
			.forEach((eventClass) -> this.direct.add(types.typeOf(eventClass)));
	}

	static Chains of(EventSerializer serializer, EvolutionRules rules) {
		EventTypes types = serializer.types();
		List<ClassStep> declared = ClassStep.of(types);
		ChainCheck check = new ChainCheck(types);
		check.add(declared.stream().map((step) -> step.toStep(types)).toList(), true);
		check.add(rules.upcasters().stream().map((upcaster) -> step(upcaster, types)).toList(), false);
		check.requireRetired(rules.retired());
		Map<EventTypeName, Set<Class<?>>> converted = check.resultingClasses();
		Map<EventTypeName, Upcaster> upcasters = new HashMap<>();
		rules.upcasters().forEach((upcaster) -> upcasters.put(types.current(upcaster.source()), upcaster));
		Map<Class<?>, ClassStep> classSteps = new LinkedHashMap<>();
		declared.forEach((step) -> classSteps.put(step.source(), step));
		boolean ignoring = rules.unknown() == UnknownEvents.IGNORE;
		boolean plain = converted.isEmpty() && rules.retired().isEmpty() && !ignoring;
		return new Chains(serializer, upcasters, classSteps,
				plain ? types : types.withConversions(converted, rules.retired(), ignoring));
	}

	private static Step step(Upcaster upcaster, EventTypes types) {
		return new Step(types.current(upcaster.source()),
				upcaster.targets().stream().map(types::current).collect(Collectors.toUnmodifiableSet()),
				TypeText.of(upcaster));
	}

	EventTypes types() {
		return this.types;
	}

	boolean isDirect(EventTypeName type) {
		return this.direct.contains(type);
	}

	void requireCurrent(Class<?> eventClass) {
		if (this.classSteps.isEmpty()) {
			return;
		}
		ClassStep step = this.classSteps.get(eventClass);
		if (step != null) {
			throw new EventEncodingException(eventClass,
					"its events are converted to %s when they are read; store an event of that class instead"
						.formatted(step.target().getName()),
					null);
		}
	}

	/**
	 * Reads an event.
	 * @param type the type under its current name
	 */
	void read(EventTypeName type, String json, List<ReadEvent> events) {
		Upcaster upcaster = this.upcasters.get(type);
		if (upcaster == null) {
			events.add(converted(type, this.serializer.read(type, json)));
			return;
		}
		for (JsonEvent event : upcast(upcaster, type, tree(type, json))) {
			read(this.types.current(event.type()), this.mapper.writeValueAsString(event.payload()), events);
		}
	}

	private ReadEvent converted(EventTypeName type, Object payload) {
		ClassStep step = this.classSteps.get(payload.getClass());
		if (step == null) {
			return new ReadEvent(type, payload);
		}
		return converted(this.types.typeOf(step.target()), step.convert(type, payload));
	}

	private JsonNode tree(EventTypeName type, String json) {
		try {
			return this.mapper.readTree(json);
		}
		catch (JacksonException ex) {
			throw new EventDecodingException(type, "it is not valid JSON", ex);
		}
	}

	private List<JsonEvent> upcast(Upcaster upcaster, EventTypeName type, JsonNode payload) {
		@Nullable List<JsonEvent> events;
		try {
			events = upcaster.upcast(payload);
		}
		catch (EventDecodingException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw new EventDecodingException(type,
					"%s failed with a %s".formatted(TypeText.of(upcaster), ex.getClass().getName()), ex);
		}
		if (events == null) {
			throw new EventDecodingException(type, "%s returned null".formatted(TypeText.of(upcaster)), null);
		}
		events.forEach((event) -> requireDeclared(upcaster, type, event));
		return events;
	}

	private static void requireDeclared(Upcaster upcaster, EventTypeName type, JsonEvent event) {
		if (!upcaster.targets().contains(event.type())) {
			throw new EventDecodingException(type, "%s returned an event of type %s, but declares as its targets %s"
				.formatted(TypeText.of(upcaster), TypeText.of(event.type()), TypeText.of(upcaster.targets())), null);
		}
	}

}
