package dev.sourcery.repository;

import java.util.List;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.ApplyFailedException;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.StreamPayloads.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Applies events to the state of one aggregate. A failure contains the stream, the
 * version and the event type, which the aggregate does not know.
 *
 * @param <A> the aggregate class
 * @param type the aggregate in compiled form
 * @param stream the stream of the aggregate
 * @param stored whether the events are stored
 */
record StateFold<A>(AggregateType<A> type, StreamId stream, boolean stored) {

	@Nullable A apply(@Nullable A state, Payload event) {
		return (event.payload() != null) ? apply(state, event.version(), event.payload()) : state;
	}

	/**
	 * Applies events that follow a version.
	 */
	@Nullable A applyAll(@Nullable A before, long version, List<?> events) {
		@Nullable A state = before;
		long applied = version;
		for (Object event : events) {
			applied++;
			state = apply(state, applied, event);
		}
		return state;
	}

	private A apply(@Nullable A state, long version, Object event) {
		try {
			return this.type.apply(state, event);
		}
		// an @Apply method may throw checked exceptions, which are not declared here
		catch (Exception ex) {
			throw new ApplyFailedException(this.type.aggregateClass(), this.stream, version, event.getClass(),
					this.stored, ex);
		}
	}

}
