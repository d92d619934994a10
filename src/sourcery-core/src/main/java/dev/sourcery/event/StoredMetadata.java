package dev.sourcery.event;

import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.sourcery.metadata.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of metadata. It is separate from {@link Metadata}, so that renaming
 * members there never changes the stored form.
 */
@JsonPropertyOrder({ StoredMetadata.FORMAT, StoredMetadata.CORRELATION_ID, StoredMetadata.CAUSATION_ID,
		StoredMetadata.ACTOR, StoredMetadata.TENANT, StoredMetadata.ENTRIES })
record StoredMetadata(@JsonProperty(FORMAT) @Nullable Integer format,
		@JsonProperty(CORRELATION_ID) @Nullable String correlationId,
		@JsonProperty(CAUSATION_ID) @Nullable String causationId, @JsonProperty(ACTOR) @Nullable String actor,
		@JsonProperty(TENANT) @Nullable String tenant,
		@JsonProperty(ENTRIES) @Nullable Map<String, @Nullable Object> entries) {

	static final String FORMAT = "format";

	static final String CORRELATION_ID = "correlationId";

	static final String CAUSATION_ID = "causationId";

	static final String ACTOR = "actor";

	static final String TENANT = "tenant";

	static final String ENTRIES = "entries";

	static StoredMetadata of(Metadata metadata) {
		return new StoredMetadata(null, metadata.correlationId(), metadata.causationId(), metadata.actor(),
				metadata.tenant(), metadata.entries().isEmpty() ? null : metadata.entries());
	}

}
