package dev.sourcery.repository;

import dev.sourcery.aggregate.AggregateType;

/**
 * The tests of {@link RepeatedCommandTests} with a cache of states.
 */
class CachedRepeatedCommandTests extends RepeatedCommandTests {

	@Override
	Repository<Counter, CounterId> repository(ConflictRetry retry) {
		return new RepositoryFactory(this.store, IdFormat.standard(), retry).withStateCache(1000)
			.of(AggregateType.of(Counter.class));
	}

}
