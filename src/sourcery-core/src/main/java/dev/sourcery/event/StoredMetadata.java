package dev.sourcery.event;

import java.util.Map;

import dev.sourcery.metadata.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of metadata. Apart from {@link Metadata}, so that renaming there never
 * changes what is stored.
 */
record StoredMetadata(@Nullable String correlationId, @Nullable String causationId, @Nullable String actor,
		@Nullable String tenant, @Nullable Map<String, @Nullable Object> entries) {

	static StoredMetadata of(Metadata metadata) {
		return new StoredMetadata(metadata.correlationId(), metadata.causationId(), metadata.actor(), metadata.tenant(),
				metadata.entries().isEmpty() ? null : metadata.entries());
	}

	Metadata metadata() {
		return new Metadata(this.correlationId, this.causationId, this.actor, this.tenant,
				(this.entries != null) ? this.entries : Map.of());
	}

}
