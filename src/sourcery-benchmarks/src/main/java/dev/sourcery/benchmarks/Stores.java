package dev.sourcery.benchmarks;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.jdbc.JdbcEventStore;
import javax.sql.DataSource;

import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * The one place where the stores under test are made.
 */
final class Stores {

	private Stores() {
	}

	static EventStore single(Database database) {
		return single(database.dataSource(), database.sourcery(), database.serializer());
	}

	static EventStore single(DataSource dataSource, EventsTable table, EventSerializer serializer) {
		return new JdbcEventStore(dataSource, new JdbcTransactionManager(dataSource), serializer, table.schema());
	}

	/**
	 * A store that joins the appends of many callers. GROUP APPEND IS SWITCHED ON HERE,
	 * and only here; as long as the store has none, this is the same store.
	 */
	static EventStore grouping(Database database) {
		return single(database);
	}

}
