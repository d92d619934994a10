package dev.sourcery.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import javax.sql.DataSource;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.MetadataFormat;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.schema.SourcerySchema;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * An events table in a separate PostgreSQL schema. It is always created by the migrations
 * of the library, so both sides have the same columns, defaults, indexes and triggers.
 */
final class EventsTable {

	private final String schema;

	private final JdbcTemplate jdbc;

	private final EventSerializer serializer;

	private EventsTable(DataSource dataSource, String schema, EventSerializer serializer) {
		this.schema = schema;
		this.jdbc = new JdbcTemplate(dataSource);
		this.serializer = serializer;
	}

	static EventsTable existing(DataSource dataSource, String schema, EventSerializer serializer) {
		return new EventsTable(dataSource, schema, serializer);
	}

	static EventsTable create(DataSource dataSource, String schema, EventSerializer serializer) {
		EventsTable table = new EventsTable(dataSource, schema, serializer);
		table.drop();
		new SourcerySchema(dataSource, schema).migrate();
		return table;
	}

	String schema() {
		return this.schema;
	}

	void drop() {
		this.jdbc.execute("drop schema if exists " + this.schema + " cascade");
	}

	void clear() {
		this.jdbc.execute((ConnectionCallback<Boolean>) (connection) -> clear(connection));
	}

	private boolean clear(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute("set sourcery.rewrite_history = 'on'");
			statement.execute("truncate " + this.schema + ".events");
			return statement.execute("reset sourcery.rewrite_history");
		}
	}

	/**
	 * Stores streams of the same length.
	 */
	void fill(List<String> streams, int versions) {
		// payloads differ only in the id, so all rows have the same size
		this.jdbc.update(insertFrom("unnest(?::text[])") + "order by version, stream.id", (ps) -> {
			bindSample(ps, versions);
			ps.setArray(1, ps.getConnection().createArrayOf("text", streams.toArray()));
		});
		settle();
	}

	/**
	 * Stores streams with random ids.
	 */
	void fillAtRandom(int events, int versions) {
		this.jdbc.update(insertFrom("(select gen_random_uuid()::text from generate_series(1, ?))"), (ps) -> {
			bindSample(ps, versions);
			ps.setInt(1, events / versions);
		});
		settle();
	}

	private String insertFrom(String streams) {
		return """
				with stream (id) as materialized (select * from %s as stream (id))
				insert into %s.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
				                       metadata, payload)
				select '%s', stream.id, version, gen_random_uuid(), '%s', 1, ?::json,
				       replace(?, ?, gen_random_uuid()::text)::json
				from stream cross join generate_series(1, ?) version
				""".formatted(streams, this.schema, Transferred.AGGREGATE, Transferred.TYPE);
	}

	private void bindSample(PreparedStatement statement, int versions) throws SQLException {
		Transferred sample = Transferred.random();
		statement.setString(2, MetadataFormat.write(metadata()));
		statement.setString(3, this.serializer.write(sample));
		statement.setString(4, sample.transferId().toString());
		statement.setInt(5, versions);
	}

	static Metadata metadata() {
		return Metadata.empty().withCorrelationId(UUID.randomUUID().toString()).withActor("user-4711");
	}

	// the state some time after the fill, so that no round includes this work
	private void settle() {
		this.jdbc.execute("vacuum analyze " + this.schema + ".events");
	}

	static List<String> randomIds(int count) {
		return Stream.generate(() -> UUID.randomUUID().toString()).limit(count).toList();
	}

	/**
	 * The content of both tables at the start of a contest.
	 */
	@FunctionalInterface
	interface Filling {

		void fill(EventsTable table);

	}

}
