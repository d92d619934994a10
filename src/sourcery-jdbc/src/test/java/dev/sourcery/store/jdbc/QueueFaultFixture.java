package dev.sourcery.store.jdbc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.store.jdbc.QueueSteps.Step;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.store.jdbc.WaitingAppend.State;
import org.junit.jupiter.api.AfterAll;

/**
 * A store with errors at chosen steps of its queue.
 */
abstract class QueueFaultFixture {

	static final Duration MAX_WAIT = Duration.ofSeconds(20);

	final StoreDatabase database = new StoreDatabase();

	@AfterAll
	void close() {
		this.database.close();
	}

	JdbcEventStore store(QueueSteps steps, Duration maxWait) {
		return new JdbcEventStore(this.database.dataSource(), this.database.transactionManager(),
				new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA,
				new AppendSettings(1_000_000, GroupMode.AUTO, 10, 100, maxWait), steps, new StreamTurns());
	}

	record Place(Step step, State state) {

	}

	/**
	 * Throws once.
	 */
	static final class Fault implements QueueSteps {

		private final Place place;

		final Error error = new OutOfMemoryError("test");

		private final AtomicBoolean armed = new AtomicBoolean();

		Fault(Place place) {
			this.place = place;
		}

		void arm() {
			this.armed.set(true);
		}

		@Override
		public void reached(Step step, State state) {
			if (step == this.place.step() && state == this.place.state() && this.armed.compareAndSet(true, false)) {
				throw this.error;
			}
		}

	}

}
