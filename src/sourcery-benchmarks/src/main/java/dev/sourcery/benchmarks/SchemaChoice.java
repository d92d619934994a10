package dev.sourcery.benchmarks;

import java.util.List;

/**
 * A variant of the events table.
 *
 * @param letter the abbreviation of the variant
 * @param words the description of the variant
 * @param index a statement that adds an index or constraint to the base, with
 * {@code {table}}, or empty
 * @param json the data type of metadata and payload
 * @param orderedIds whether event ids are UUIDv7
 * @param dictionary whether names are stored as numbers of a dictionary
 */
record SchemaChoice(String letter, String words, String index, String json, boolean orderedIds, boolean dictionary) {

	static final SchemaChoice BASE = new SchemaChoice("a", "no index on the event id", "");

	SchemaChoice(String letter, String words, String index) {
		this(letter, words, index, "json", false, false);
	}

	static List<SchemaChoice> others() {
		String uniqueId = "alter table {table} add unique (event_id)";
		return List.of(new SchemaChoice("b", "unique (event_id), UUIDv4", uniqueId),
				new SchemaChoice("c", "unique (event_id), UUIDv7", uniqueId, "json", true, false),
				new SchemaChoice("d", "unique (aggregate_type, stream_id, event_id)",
						"alter table {table} add unique (aggregate_type, stream_id, event_id)"),
				new SchemaChoice("e", "index (event_type, position)", "create index on {table} (event_type, position)"),
				new SchemaChoice("f", "index (aggregate_type, position)",
						"create index on {table} (aggregate_type, position)"),
				new SchemaChoice("g", "BRIN (recorded_at)", "create index on {table} using brin (recorded_at)"),
				new SchemaChoice("h", "index (metadata ->> 'correlationId')",
						"create index on {table} ((metadata ->> 'correlationId'))"),
				new SchemaChoice("i", "names as integers of a dictionary", "", "json", false, true),
				new SchemaChoice("j", "jsonb instead of json", "", "jsonb", false, false));
	}

	/**
	 * Returns the statements that create the table, with the columns in the order and
	 * with the constraints of the migration of the library. Autovacuum is disabled,
	 * because its write-ahead log would be attributed to the current contestant.
	 */
	List<String> create(String table) {
		String texts = this.dictionary ? "" : "aggregate_type text collate \"C\" not null,";
		String numbers = this.dictionary ? "aggregate_type integer not null, event_type integer not null," : "";
		String eventType = this.dictionary ? "" : "event_type text collate \"C\" not null,";
		String sql = """
				create table {table} (
				    position       bigint      not null default nextval('{table}_position'),
				    version        bigint      not null,
				    recorded_at    timestamptz not null default clock_timestamp(),
				    event_id       uuid        not null,
				    %s
				    schema_version smallint    not null,
				    %s
				    stream_id      text collate "C" not null,
				    %s
				    metadata       {json}      not null,
				    payload        {json}      not null,
				    primary key (position),
				    unique (aggregate_type, stream_id, version),
				    check (version > 0)
				) with (autovacuum_enabled = off)
				""".formatted(numbers, texts, eventType).replace("{json}", this.json);
		return List.of("create sequence {table}_position cache 1", sql, this.index)
			.stream()
			.filter((statement) -> !statement.isEmpty())
			.map((statement) -> statement.replace("{table}", table))
			.toList();
	}

	String insert(String table) {
		return """
				insert into {table} (aggregate_type, stream_id, version, event_id, event_type, schema_version, metadata,
				                     payload)
				values (?, ?, ?, ?, ?, ?, ?::{json}, ?::{json})
				returning position
				""".replace("{table}", table).replace("{json}", this.json);
	}

}
