package dev.sourcery.test.store;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.store.EventStore;
import dev.sourcery.tail.EventSource;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every {@link EventStore} must do. Extend it, make a store, and JUnit Jupiter runs
 * the rest; each failing test says in its name what is not kept. Nothing depends on how
 * quick the store is. {@code @BeforeEach}, {@code @AfterEach} and extensions of the
 * extending class work as always.
 * <p>
 * One of the tests runs random operations against the store and a simple model, and
 * prints the shortest sequence that fails. It obeys these system properties:
 * <ul>
 * <li>{@code sourcery.model.runs}: how many sequences, 30 by default</li>
 * <li>{@code sourcery.model.operations}: how many operations each has, 40 by default</li>
 * <li>{@code sourcery.model.seed}: run the one sequence of this seed again</li>
 * </ul>
 */
@ExtendWith(StoreParameter.class)
public abstract class EventStoreContract implements AppendContract, SeveralStreamsContract, IdempotenceContract,
		SeveralStreamsIdempotenceContract, CommandContract, ContentContract, BadInputContract, ReadingContract,
		WholeStoreContract, QueryContract, RecordedTimeContract, PagingContract, StreamListContract, ListenerContract,
		ConcurrencyContract, ConcurrentRepetitionContract, TagContract, ModelContract {

	/**
	 * Prepares the tests.
	 */
	protected EventStoreContract() {
	}

	/**
	 * Makes an empty store. Called once in each test, after the {@code @BeforeEach}
	 * methods.
	 * @param serializer how events become JSON
	 * @return a store that nobody else uses
	 */
	protected abstract EventSource createStore(EventSerializer serializer);

	/**
	 * A serializer for the events of these tests.
	 * @return the serializer
	 */
	protected static EventSerializer serializer() {
		return new JsonEventSerializer(ContractEvents.types());
	}

}
