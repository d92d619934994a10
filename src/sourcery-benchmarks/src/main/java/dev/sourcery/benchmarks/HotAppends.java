package dev.sourcery.benchmarks;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.event.StreamId;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.RepositoryFactory;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.VersionConflictException;

/**
 * Workloads in which many threads append to one stream; each counts commits.
 */
final class HotAppends {

	private HotAppends() {
	}

	static Workload atLastKnownVersion(PlainStore store, HotStream hot) {
		return (thread) -> {
			KnownVersion known = new KnownVersion();
			return () -> {
				while (true) {
					hot.attempt();
					String stream = known.of(hot.current());
					try {
						store.append(stream, known.version, List.of(Transferred.random()));
						known.version++;
						hot.committed();
						return 1;
					}
					catch (SQLException ex) {
						requireConflict(ex);
						known.version = store.version(stream);
					}
				}
			};
		};
	}

	static Workload atLastKnownVersion(EventStore store, HotStream hot) {
		return (thread) -> {
			KnownVersion known = new KnownVersion();
			return () -> {
				while (true) {
					hot.attempt();
					StreamId stream = new StreamId(Transferred.AGGREGATE, known.of(hot.current()));
					try {
						known.version = store
							.append(stream, ExpectedVersion.exactly(known.version),
									List.of(NewEvent.of(Transferred.random(), EventsTable.metadata())))
							.version();
						hot.committed();
						return 1;
					}
					catch (VersionConflictException ex) {
						known.version = Objects.requireNonNull(ex.actual());
					}
				}
			};
		};
	}

	/**
	 * The handwritten equivalent of a decision: folds the state from all events, appends,
	 * and retries after a conflict.
	 */
	static Workload loadedFirst(PlainStore store, HotStream hot) {
		return (thread) -> () -> {
			while (true) {
				hot.attempt();
				String stream = hot.current();
				Balance balance = new Balance(0);
				List<PlainEvent> events = store.read(stream);
				for (PlainEvent event : events) {
					balance = balance.changed(event.payload());
				}
				try {
					store.append(stream, events.size(), List.of(Transferred.random()));
					hot.committed();
					return 1;
				}
				catch (SQLException ex) {
					requireConflict(ex);
				}
			}
		};
	}

	static Workload byRepository(EventStore store, HotStream hot, LongAdder givenUp) {
		Repository<Balance, String> repository = new RepositoryFactory(store).of(AggregateType.of(Balance.class));
		return (thread) -> () -> {
			while (true) {
				try {
					repository.with(EventsTable.metadata())
						.upsert(hot.current(), new Balance.Transfer(Transferred.random(), hot));
					hot.committed();
					return 1;
				}
				catch (VersionConflictException ex) {
					givenUp.increment();
				}
			}
		};
	}

	private static void requireConflict(SQLException ex) throws SQLException {
		if (!Objects.equals(ex.getSQLState(), PlainStore.UNIQUE_VIOLATION)) {
			throw ex;
		}
	}

	/**
	 * The last version of the current stream known to one thread.
	 */
	private static final class KnownVersion {

		private String stream = "";

		private long version;

		private String of(String current) {
			if (!this.stream.equals(current)) {
				this.stream = current;
				this.version = 0;
			}
			return current;
		}

	}

}
