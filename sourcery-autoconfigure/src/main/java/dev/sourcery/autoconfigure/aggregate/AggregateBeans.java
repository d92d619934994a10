package dev.sourcery.autoconfigure.aggregate;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.Decider;
import dev.sourcery.handler.Collaborators;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.RepositoryFactory;

import org.springframework.beans.factory.BeanFactory;

/**
 * The factory methods behind the bean definitions of {@link AggregateRegistrar}.
 */
final class AggregateBeans {

	private AggregateBeans() {
	}

	static <A> AggregateType<A> aggregateType(Class<A> aggregateClass, Collaborators collaborators) {
		return AggregateType.of(aggregateClass, collaborators);
	}

	static <S> AggregateType<S> decider(Class<? extends Decider<?, ?, S>> deciderClass, BeanFactory beanFactory) {
		return AggregateType.of(deciderClass, () -> beanFactory.getBean(deciderClass));
	}

	static <A> Repository<A, ?> repository(AggregateType<A> type, RepositoryFactory repositories) {
		return repositories.of(type);
	}

}
