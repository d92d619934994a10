package dev.sourcery.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.sourcery.store.jdbc.StoreDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writes events past the library, and reads all that is to be kept of them.
 */
final class Events {

	private Events() {
	}

	static EventExport export(StoreDatabase database) {
		return new EventExport(database.store(), database.dataSource(), database.transactionManager(),
				StoreDatabase.SCHEMA);
	}

	static EventImport imports(StoreDatabase database) {
		return new EventImport(database.dataSource(), database.transactionManager(), StoreDatabase.SCHEMA);
	}

	static void insert(StoreDatabase database, String aggregateType, String streamId, long version, String metadata,
			String payload) {
		database.jdbc()
			.update("""
					insert into sourcery.events (recorded_at, aggregate_type, stream_id, version, event_id, event_type,
					                             schema_version, metadata, payload)
					values (clock_timestamp() - random() * interval '20 years', ?, ?, ?, gen_random_uuid(), 'nobody.knows-it',
					        32767, ?::json, ?::json)
					""",
					aggregateType, streamId, version, metadata, payload);
	}

	static void insertMany(StoreDatabase database, String aggregateType, int count) {
		database.jdbc().update("""
				insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type,
				                             schema_version, metadata, payload)
				select ?, (n % 100)::text, n / 100 + 1, gen_random_uuid(), 'thing.happened', 1, '{"actor":"ada"}',
				       json_build_object('text', 'event ' || n)
				from generate_series(0, ? - 1) n
				""", aggregateType, count);
	}

	/**
	 * All events in their order, without their positions.
	 */
	static List<Map<String, Object>> of(StoreDatabase database) {
		return database.jdbc().queryForList("""
				select event_id, aggregate_type, stream_id, version, event_type, schema_version, recorded_at,
				       metadata::text as metadata, payload::text as payload, tags::text as tags
				from sourcery.events order by position
				""");
	}

	/**
	 * Two files have the same lines but for the header, which says where they are from.
	 */
	static void assertSameEvents(Path file, Path other) {
		assertThat(withoutHeader(file)).isEqualTo(withoutHeader(other));
	}

	private static List<String> withoutHeader(Path file) {
		try {
			List<String> lines = Files.readAllLines(file);
			return lines.subList(1, lines.size());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static long count(StoreDatabase database) {
		return database.jdbc().queryForObject("select count(*) from sourcery.events", Long.class);
	}

}
