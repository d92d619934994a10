package dev.sourcery.benchmarks;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * An event with all of its stored columns.
 */
record PlainEvent(UUID eventId, String type, int schemaVersion, String aggregateType, String stream, long version,
		long position, Instant recordedAt, PlainMetadata metadata, Transferred payload) {

	/**
	 * A mapper with the settings of that of the library.
	 */
	static JsonMapper mapper() {
		return JsonMapper.builder()
			.enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
			.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
			.disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
			.changeDefaultPropertyInclusion((inclusion) -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
			.build();
	}

	static PlainEvent of(ResultSet rows, JsonMapper mapper) throws SQLException {
		return new PlainEvent(rows.getObject(4, UUID.class), rows.getString(8), rows.getShort(5), rows.getString(6),
				rows.getString(7), rows.getLong(2), rows.getLong(1),
				rows.getObject(3, OffsetDateTime.class).toInstant(),
				mapper.readValue(rows.getString(9), PlainMetadata.class),
				mapper.readValue(rows.getString(10), Transferred.class));
	}

	/**
	 * The metadata in the form of its JSON.
	 */
	record PlainMetadata(@Nullable String correlationId, @Nullable String causationId, @Nullable String actor,
			@Nullable String tenant, @Nullable Map<String, @Nullable Object> entries) {

	}

}
