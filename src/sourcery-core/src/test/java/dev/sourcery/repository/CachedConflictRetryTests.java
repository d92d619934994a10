package dev.sourcery.repository;

import dev.sourcery.aggregate.AggregateType;

/**
 * The tests of {@link ConflictRetryTests} with a cache of states.
 */
class CachedConflictRetryTests extends ConflictRetryTests {

	@Override
	Repository<Counter, CounterId> repository(ConflictRetry retry) {
		return new RepositoryFactory(this.store, IdFormat.standard(), retry).withStateCache(1000)
			.of(AggregateType.of(Counter.class));
	}

}
