package dev.sourcery.benchmarks;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import dev.sourcery.event.StreamId;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;

/**
 * Workloads that append to the store and with plain JDBC; each counts commits.
 */
final class Appends {

	private Appends() {
	}

	static Workload toNewStreams(PlainStore store, int events) {
		return (thread) -> () -> {
			store.append(UUID.randomUUID().toString(), 0, plainEvents(events));
			return 1;
		};
	}

	static Workload toNewStreams(EventStore store, int events) {
		return (thread) -> () -> {
			store.append(new StreamId(Transferred.AGGREGATE, UUID.randomUUID().toString()), ExpectedVersion.noStream(),
					events(events));
			return 1;
		};
	}

	static Workload toKnownVersions(PlainStore store, int events, OwnStreams streams) {
		return (thread) -> {
			OwnStreams.Turn turn = streams.of(thread);
			return () -> {
				turn.next();
				store.append(turn.stream(), turn.version(), plainEvents(events));
				turn.appended(events);
				return 1;
			};
		};
	}

	static Workload toKnownVersions(EventStore store, int events, OwnStreams streams) {
		return (thread) -> {
			OwnStreams.Turn turn = streams.of(thread);
			return () -> {
				turn.next();
				store.append(new StreamId(Transferred.AGGREGATE, turn.stream()),
						ExpectedVersion.exactly(turn.version()), events(events));
				turn.appended(events);
				return 1;
			};
		};
	}

	static Workload toAnyVersion(PlainStore store, int events, OwnStreams streams) {
		return (thread) -> {
			OwnStreams.Turn turn = streams.of(thread);
			return () -> {
				turn.next();
				store.appendNext(turn.stream(), plainEvents(events));
				return 1;
			};
		};
	}

	static Workload toAnyVersion(EventStore store, int events, OwnStreams streams) {
		return (thread) -> {
			OwnStreams.Turn turn = streams.of(thread);
			return () -> {
				turn.next();
				store.append(new StreamId(Transferred.AGGREGATE, turn.stream()), ExpectedVersion.any(), events(events));
				return 1;
			};
		};
	}

	private static List<Transferred> plainEvents(int count) {
		return Stream.generate(Transferred::random).limit(count).toList();
	}

	private static List<NewEvent> events(int count) {
		return Stream.generate(() -> NewEvent.of(Transferred.random(), EventsTable.metadata())).limit(count).toList();
	}

}
