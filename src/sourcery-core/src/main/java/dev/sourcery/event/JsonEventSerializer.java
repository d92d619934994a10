package dev.sourcery.event;

import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Writes events as JSON with a private Jackson mapper, separate from the mappers that an
 * application configures for other purposes: the stored form must not change when the
 * configuration of those mappers changes. Thread-safe.
 *
 * @since 0.1
 */
public final class JsonEventSerializer implements EventSerializer {

	private final EventTypes types;

	private final JsonMapper mapper;

	private final Map<EventTypeName, ObjectReader> readers = new ConcurrentHashMap<>();

	/**
	 * Creates a serializer for the given events.
	 * @param types the registered events
	 * @throws UnreadableEventException if an event class has a field whose type is
	 * unknown when its events are read
	 */
	public JsonEventSerializer(EventTypes types) {
		this(types, (builder) -> {
		});
	}

	/**
	 * Creates a serializer with a customized mapper.
	 * @param types the registered events
	 * @param customizer invoked once with the builder of the private mapper
	 * @throws UnreadableEventException if an event class has a field whose type is
	 * unknown when its events are read
	 */
	public JsonEventSerializer(EventTypes types, Consumer<JsonMapper.Builder> customizer) {
		types.eventClasses().forEach((eventClass) -> new FieldTypes(eventClass).requireKnown());
		this.types = types;
		JsonMapper.Builder builder = storing();
		customizer.accept(builder);
		this.mapper = builder.build();
	}

	/**
	 * Returns the builder of a mapper that can read all JSON that it has written, with
	 * the settings of serializers that are not customized. For conversions of stored
	 * events.
	 * @return the builder
	 */
	public static JsonMapper.Builder storing() {
		return JsonMapper.builder(jsonFactory())
			.addModule(new SimpleModule("sourcery").addSerializer(BigDecimal.class, new ScaleKeepingSerializer()))
			.enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
			.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
			.enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
			.disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE);
	}

	/**
	 * Returns a factory without limits for reading. Jackson limits the size of input, to
	 * protect against malicious senders, but not the size of output. Stored JSON must be
	 * readable.
	 */
	private static JsonFactory jsonFactory() {
		return JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder()
				.maxNumberLength(Integer.MAX_VALUE)
				.maxStringLength(Integer.MAX_VALUE)
				.maxNameLength(Integer.MAX_VALUE)
				.build())
			.build();
	}

	@Override
	public EventTypes types() {
		return this.types;
	}

	@Override
	public String write(Object payload) {
		return storable(payload.getClass(), () -> this.mapper.writeValueAsString(payload));
	}

	@Override
	public Object read(EventTypeName type, String json) {
		try {
			Object event = reader(type).readValue(json);
			if (event == null) {
				throw new EventDecodingException(type, "the payload is null", null);
			}
			return event;
		}
		catch (JacksonException ex) {
			throw new EventDecodingException(type, JsonProblem.of(ex), ex);
		}
	}

	private ObjectReader reader(EventTypeName type) {
		ObjectReader reader = this.readers.get(type);
		return (reader != null) ? reader
				: this.readers.computeIfAbsent(type, (unknown) -> this.mapper.readerFor(this.types.classOf(unknown)));
	}

	static String storable(Class<?> eventClass, JsonSource source) {
		String json;
		try {
			json = source.write();
		}
		catch (JacksonException ex) {
			throw new EventEncodingException(eventClass, JsonProblem.of(ex), ex);
		}
		StorableText.problemOf(json).ifPresent((problem) -> {
			throw new EventEncodingException(eventClass, problem, null);
		});
		return json;
	}

	interface JsonSource {

		String write();

	}

}
