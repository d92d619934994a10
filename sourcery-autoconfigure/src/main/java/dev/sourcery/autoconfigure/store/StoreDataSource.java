package dev.sourcery.autoconfigure.store;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * The data source of the event store: the one marked with {@link SourceryDataSource},
 * otherwise the only or primary one of the application.
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
