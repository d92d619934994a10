package dev.sourcery.benchmarks;

import javax.sql.DataSource;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.jdbc.AppendSettings;
import dev.sourcery.store.jdbc.JdbcEventStore;

import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * The stores under test.
 */
final class Stores {

	private Stores() {
	}

	/**
	 * Creates a store in which each append is a separate statement.
	 */
	static EventStore single(Database database) {
		return single(database.dataSource(), database.sourcery(), database.serializer());
	}

	static EventStore single(DataSource dataSource, EventsTable table, EventSerializer serializer) {
		return new JdbcEventStore(dataSource, new JdbcTransactionManager(dataSource), serializer, table.schema(),
				AppendSettings.standard().groups(false));
	}

	/**
	 * Creates a store with the defaults of an application: concurrent callers share
	 * statements.
	 */
	static JdbcEventStore standard(Database database) {
		return new JdbcEventStore(database.dataSource(), new JdbcTransactionManager(database.dataSource()),
				database.serializer(), database.sourcery().schema());
	}

}
