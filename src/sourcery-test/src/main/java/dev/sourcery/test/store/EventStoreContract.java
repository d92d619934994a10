package dev.sourcery.test.store;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.store.EventStore;
import dev.sourcery.tail.EventSource;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The contract of every {@link EventStore}, as tests. Extend this class and create a
 * store, and JUnit Jupiter runs the tests; the name of a failing test describes the
 * violated rule. The tests do not depend on the speed of the store. {@code @BeforeEach},
 * {@code @AfterEach} and extensions of the extending class work as usual.
 * <p>
 * One of the tests runs random operations against the store and a simple model, and
 * prints the shortest sequence that fails. It supports these system properties:
 * <ul>
 * <li>{@code sourcery.model.runs}: number of sequences, 30 by default</li>
 * <li>{@code sourcery.model.operations}: number of operations in each sequence, 40 by
 * default</li>
 * <li>{@code sourcery.model.seed}: seed of a single sequence to run again</li>
 * </ul>
 *
 * @since 0.1
 */
@ExtendWith(StoreParameter.class)
public abstract class EventStoreContract implements AppendContract, SeveralStreamsContract, IdempotenceContract,
		SeveralStreamsIdempotenceContract, CommandContract, ContentContract, BadInputContract, ReadingContract,
		WholeStoreContract, QueryContract, RecordedTimeContract, PagingContract, StreamListContract, ListenerContract,
		ConcurrencyContract, ConcurrentRepetitionContract, TagContract, ModelContract {

	/**
	 * Creates the test class.
	 */
	protected EventStoreContract() {
	}

	/**
	 * Creates an empty store. Invoked once in each test, after the {@code @BeforeEach}
	 * methods.
	 * @param serializer converts events to JSON and back
	 * @return a store that is not used elsewhere
	 */
	protected abstract EventSource createStore(EventSerializer serializer);

	/**
	 * Returns a serializer for the events of these tests.
	 * @return the serializer
	 */
	protected static EventSerializer serializer() {
		return new JsonEventSerializer(ContractEvents.types());
	}

}
