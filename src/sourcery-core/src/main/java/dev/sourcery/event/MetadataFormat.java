package dev.sourcery.event;

import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sourcery.metadata.Metadata;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * The stored form of metadata, for implementations of event stores. It is defined by
 * sourcery and independent of the {@link EventSerializer} of the application, because
 * queries and other nodes rely on it.
 * <p>
 * Form 1 is a JSON object with the members {@code correlationId}, {@code causationId},
 * {@code actor}, {@code tenant} and {@code entries}, in this order and each only if it
 * has a value. A later form whose members have a different meaning contains its number in
 * a member {@code format}, and is refused by versions of sourcery that do not support it.
 * Additional members do not require a new number, because earlier versions ignore them.
 * Metadata is refused only when it is read: a projection whose handlers take only
 * payloads also handles events with unsupported metadata.
 *
 * @since 0.1
 */
public final class MetadataFormat {

	private static final int FORMAT = 1;

	private static final EventTypeName NAME = new EventTypeName("metadata", 1);

	private MetadataFormat() {
	}

	/**
	 * Writes metadata.
	 * @param metadata the metadata
	 * @return JSON
	 * @throws EventEncodingException if an entry cannot be written, or holds text that
	 * PostgreSQL cannot store
	 */
	public static String write(Metadata metadata) {
		String simple = metadata.entries().isEmpty() ? writeSimple(metadata) : null;
		return (simple != null) ? simple : JsonEventSerializer.storable(Metadata.class,
				() -> AnyMetadata.get().writer().writeValueAsString(StoredMetadata.of(metadata)));
	}

	/**
	 * Writes metadata whose texts need no escapes, which is nearly all metadata, in a
	 * fraction of the time.
	 */
	private static @Nullable String writeSimple(Metadata metadata) {
		StringBuilder json = new StringBuilder(128).append('{');
		boolean simple = append(json, StoredMetadata.CORRELATION_ID, metadata.correlationId())
				&& append(json, StoredMetadata.CAUSATION_ID, metadata.causationId())
				&& append(json, StoredMetadata.ACTOR, metadata.actor())
				&& append(json, StoredMetadata.TENANT, metadata.tenant());
		return simple ? json.append('}').toString() : null;
	}

	private static boolean append(StringBuilder json, String name, @Nullable String value) {
		if (value == null) {
			return true;
		}
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
				return false;
			}
		}
		json.append((json.length() > 1) ? ",\"" : "\"").append(name).append("\":\"").append(value).append('"');
		return true;
	}

	/**
	 * Reads metadata.
	 * @param json JSON written by {@link #write(Metadata)}
	 * @return the metadata
	 * @throws EventDecodingException if the JSON is not metadata, or has an unsupported
	 * form
	 */
	public static Metadata read(String json) {
		if (json.equals("{}")) {
			return Metadata.empty();
		}
		Metadata simple = new SimpleMetadataParser(json).parse();
		return (simple != null) ? simple : readAny(json);
	}

	private static Metadata readAny(String json) {
		@Nullable StoredMetadata stored;
		try {
			stored = AnyMetadata.get().reader().readValue(json);
		}
		catch (JacksonException ex) {
			throw new EventDecodingException(NAME, JsonProblem.of(ex), ex);
		}
		if (stored == null) {
			throw new EventDecodingException(NAME, "the metadata is null", null);
		}
		Integer format = stored.format();
		if (format != null && format > FORMAT) {
			throw new EventDecodingException(NAME,
					"the metadata has form %d, but this version of sourcery reads form %d. Use the version that has written it, or a later one"
						.formatted(format, FORMAT),
					null);
		}
		return new Metadata(stored.correlationId(), stored.causationId(), stored.actor(), stored.tenant(),
				(stored.entries() != null) ? stored.entries() : Map.of());
	}

	/**
	 * Reader and writer of metadata that is not simple.
	 */
	private record AnyMetadata(ObjectWriter writer, ObjectReader reader) {

		private static volatile @Nullable AnyMetadata created;

		/**
		 * Returns the lazily created instance. Its creation takes a large part of the
		 * time of the first append of a JVM. It is not created in a class initializer,
		 * because a class whose initializer failed once cannot be used again.
		 */
		static AnyMetadata get() {
			AnyMetadata known = created;
			if (known == null) {
				JsonMapper mapper = JsonEventSerializer.storing()
					.changeDefaultPropertyInclusion(
							(inclusion) -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
					.build();
				known = new AnyMetadata(mapper.writerFor(StoredMetadata.class), mapper.readerFor(StoredMetadata.class));
				created = known;
			}
			return known;
		}

	}

}
