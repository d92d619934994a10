package dev.sourcery.autoconfigure.aggregate;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.handler.Collaborators;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.RepositoryFactory;

/**
 * The factory methods behind the bean definitions of {@link AggregateRegistrar}.
 */
final class AggregateBeans {

	private AggregateBeans() {
	}

	static <A> AggregateType<A> aggregateType(Class<A> aggregateClass, Collaborators collaborators) {
		return AggregateType.of(aggregateClass, collaborators);
	}

	static <A> Repository<A, ?> repository(AggregateType<A> type, RepositoryFactory repositories) {
		return repositories.of(type);
	}

}
