package dev.sourcery.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import javax.sql.DataSource;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.MetadataFormat;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The table of a variant, written and read with plain SQL.
 */
final class SchemaTable {

	private static final String[] AGGREGATE_TYPES = { "account", "transfer", "order", "payment", "shipment" };

	private static final String[] VERBS = { "opened", "changed", "confirmed", "completed" };

	private static final int VERSIONS = 10;

	private static final int PAGE_SIZE = 1000;

	private final SchemaChoice choice;

	private final DataSource dataSource;

	private final JdbcTemplate jdbc;

	private final EventSerializer serializer;

	private final String name;

	private final String insert;

	SchemaTable(SchemaChoice choice, Database database, String schema) {
		this.choice = choice;
		this.dataSource = database.dataSource();
		this.jdbc = database.jdbc();
		this.serializer = database.serializer();
		this.name = schema + ".events_" + choice.letter();
		this.insert = choice.insert(this.name);
	}

	void create() {
		this.choice.create(this.name).forEach(this.jdbc::execute);
	}

	/**
	 * Appends one event in autocommit: versions 1 to 10 of a random stream, then those of
	 * the next one.
	 */
	Work appending() {
		Stream stream = new Stream();
		return () -> {
			append(stream);
			return 1;
		};
	}

	private void append(Stream stream) throws SQLException {
		stream.next();
		int verb = ThreadLocalRandom.current().nextInt(VERBS.length);
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement statement = connection.prepareStatement(this.insert)) {
			if (this.choice.dictionary()) {
				statement.setInt(1, stream.type);
				statement.setInt(5, stream.type * VERBS.length + verb);
			}
			else {
				statement.setString(1, AGGREGATE_TYPES[stream.type]);
				statement.setString(5, AGGREGATE_TYPES[stream.type] + "." + VERBS[verb]);
			}
			statement.setString(2, stream.id);
			statement.setLong(3, stream.version);
			statement.setObject(4, this.choice.orderedIds() ? orderedId() : UUID.randomUUID());
			statement.setShort(6, (short) 1);
			statement.setString(7, MetadataFormat.write(EventsTable.metadata()));
			statement.setString(8, this.serializer.write(Transferred.random()));
			try (ResultSet rows = statement.executeQuery()) {
				rows.next();
			}
		}
	}

	/**
	 * Creates a UUIDv7: milliseconds, then random bits.
	 */
	private static UUID orderedId() {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		return new UUID(System.currentTimeMillis() << 16 | 0x7000 | random.nextInt(0x1000),
				random.nextLong() >>> 2 | Long.MIN_VALUE);
	}

	/**
	 * Reads all events in pages, as text.
	 */
	Work reading() {
		return () -> {
			long count = 0;
			long after = 0;
			int page;
			do {
				page = 0;
				try (Connection connection = this.dataSource
					.getConnection(); PreparedStatement statement = connection.prepareStatement("""
							select position, version, recorded_at, event_id, schema_version, aggregate_type, stream_id,
							       event_type, metadata, payload
							from %s
							where position > ?
							order by position
							limit %d
							""".formatted(this.name, PAGE_SIZE))) {
					statement.setLong(1, after);
					try (ResultSet rows = statement.executeQuery()) {
						while (rows.next()) {
							after = rows.getLong(1);
							page++;
							readRow(rows);
						}
					}
				}
				count += page;
			}
			while (page == PAGE_SIZE);
			return count;
		};
	}

	private static void readRow(ResultSet rows) throws SQLException {
		for (int column = 2; column <= 10; column++) {
			Objects.requireNonNull(rows.getString(column));
		}
	}

	void vacuum() {
		this.jdbc.execute("vacuum analyze " + this.name);
	}

	double bytesPerEvent() {
		return Objects.requireNonNull(this.jdbc.queryForObject(
				"select pg_total_relation_size('%1$s')::float8 / count(*) from %1$s".formatted(this.name),
				Double.class));
	}

	/**
	 * The current stream and version of a thread.
	 */
	private static final class Stream {

		private String id = "";

		private int type;

		private int version = VERSIONS;

		private void next() {
			this.version++;
			if (this.version > VERSIONS) {
				this.version = 1;
				this.id = UUID.randomUUID().toString();
				this.type = ThreadLocalRandom.current().nextInt(AGGREGATE_TYPES.length);
			}
		}

	}

}
