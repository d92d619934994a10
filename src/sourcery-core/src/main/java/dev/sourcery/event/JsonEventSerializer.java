package dev.sourcery.event;

import java.util.function.Consumer;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sourcery.metadata.Metadata;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes events as JSON with a Jackson mapper of its own, apart from any mapper that an
 * application configures for other uses: what is stored must not change when those do.
 * Thread-safe.
 */
public final class JsonEventSerializer implements EventSerializer {

	private final EventTypes types;

	private final JsonMapper mapper;

	private final ObjectWriter metadataWriter;

	private final ObjectReader metadataReader;

	/**
	 * A serializer for the given events.
	 * @param types the registered events
	 */
	public JsonEventSerializer(EventTypes types) {
		this(types, (builder) -> {
		});
	}

	/**
	 * A serializer whose mapper is adjusted.
	 * @param types the registered events
	 * @param customizer called once with the builder of the private mapper
	 */
	public JsonEventSerializer(EventTypes types, Consumer<JsonMapper.Builder> customizer) {
		this.types = types;
		JsonMapper.Builder builder = JsonMapper.builder(jsonFactory())
			.enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
			.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
			.disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE);
		customizer.accept(builder);
		this.mapper = builder.build();
		JsonMapper metadataMapper = this.mapper.rebuild()
			.changeDefaultPropertyInclusion((inclusion) -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
			.build();
		this.metadataWriter = metadataMapper.writerFor(StoredMetadata.class);
		this.metadataReader = metadataMapper.readerFor(StoredMetadata.class);
	}

	/**
	 * Jackson limits what it reads, against hostile senders, but not what it writes. What
	 * was stored must be readable.
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
		Class<?> eventClass = this.types.classOf(type);
		try {
			Object event = this.mapper.readValue(json, eventClass);
			if (event == null) {
				throw new EventDecodingException(type, "the payload is null", null);
			}
			return event;
		}
		catch (JacksonException ex) {
			throw new EventDecodingException(type, JsonProblem.of(ex), ex);
		}
	}

	@Override
	public String writeMetadata(Metadata metadata) {
		return storable(Metadata.class, () -> this.metadataWriter.writeValueAsString(StoredMetadata.of(metadata)));
	}

	@Override
	public Metadata readMetadata(String json) {
		try {
			@Nullable StoredMetadata stored = this.metadataReader.readValue(json);
			if (stored == null) {
				throw new EventDecodingException(new EventTypeName("metadata", 1), "the metadata is null", null);
			}
			return stored.metadata();
		}
		catch (JacksonException ex) {
			throw new EventDecodingException(new EventTypeName("metadata", 1), JsonProblem.of(ex), ex);
		}
	}

	private static String storable(Class<?> eventClass, JsonSource source) {
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

	private interface JsonSource {

		String write();

	}

}
