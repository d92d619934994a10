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
		throw StoreDatabaseException.missing();
	}

}
