package dev.sourcery.store.jdbc;

import java.util.List;
import java.util.stream.Stream;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.StreamId;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.store.StoreOperation;
import dev.sourcery.store.StoreStatistics;
import dev.sourcery.store.StoreStatistics.TypeStatistics;
import dev.sourcery.store.StreamVersion;
import dev.sourcery.store.jdbc.Pages.FirstPage;
import dev.sourcery.store.jdbc.Pages.Page;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Lists streams and counts their events.
 */
final class StreamReader {

	private final JdbcTemplate jdbc;

	private final SchemaName schema;

	StreamReader(JdbcTemplate jdbc, SchemaName schema) {
		this.jdbc = jdbc;
		this.schema = schema;
	}

	Stream<StreamVersion> streams(String aggregateType, String afterId) {
		// no id contains a NUL, which PostgreSQL does not accept, and no character is
		// less than it
		String first = (afterId.indexOf('\0') < 0) ? afterId : afterId.substring(0, afterId.indexOf('\0'));
		return Pages.stream(Long.MAX_VALUE, (StreamVersion stream) -> stream.stream().id().length(),
				FirstPage.independent(),
				(last, limit, bytes) -> page(aggregateType, (last != null) ? last.stream().id() : first, limit),
				(stream, streams) -> streams.accept(stream));
	}

	private Page<StreamVersion> page(String aggregateType, String afterId, int limit) {
		// from one id to the next greater one by the unique key, and to its last version:
		// two probes for each stream, regardless of its number of events
		String sql = this.schema.in("""
				with recursive stream (id) as (
				    (select stream_id
				     from {schema}.events
				     where aggregate_type = ? and stream_id > ?
				     order by stream_id
				     limit 1)
				    union all
				    select (select stream_id
				            from {schema}.events
				            where aggregate_type = ? and stream_id > stream.id
				            order by stream_id
				            limit 1)
				    from stream
				    where stream.id is not null)
				select stream.id, (select max(version)
				                   from {schema}.events
				                   where aggregate_type = ? and stream_id = stream.id)
				from stream
				where stream.id is not null
				limit ?
				""");
		List<StreamVersion> streams = StoreExceptionTranslator.translating(StoreOperation.READ,
				() -> this.jdbc.query(sql, (rows,
						number) -> new StreamVersion(new StreamId(aggregateType, rows.getString(1)), rows.getLong(2)),
						aggregateType, afterId, aggregateType, aggregateType, limit));
		return new Page<>(streams, streams.size() == limit);
	}

	StoreStatistics statistics() {
		// each stream has one version 1
		String sql = this.schema.in("""
				select aggregate_type, event_type, schema_version, count(*) as events,
				       count(*) filter (where version = 1) as streams,
				       sum(pg_column_size(payload) + pg_column_size(metadata)) as bytes
				from {schema}.events
				group by aggregate_type, event_type, schema_version
				order by aggregate_type, event_type, schema_version
				""");
		return new StoreStatistics(StoreExceptionTranslator.translating(StoreOperation.READ,
				() -> this.jdbc.query(sql,
						(rows, number) -> new TypeStatistics(rows.getString(1),
								new EventTypeName(rows.getString(2), rows.getShort(3)), rows.getLong(4),
								rows.getLong(5), rows.getLong(6)))));
	}

}
