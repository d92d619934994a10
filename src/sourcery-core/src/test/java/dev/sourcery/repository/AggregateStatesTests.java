package dev.sourcery.repository;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.ApplyFailedException;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.StreamId;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.store.Append;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamPayloads;
import dev.sourcery.store.StreamPayloads.Payload;
import dev.sourcery.store.StreamQuery;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AggregateStatesTests {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private final StreamId stream = new StreamId("log", "1");

	private Instant now = START;

	private final InMemoryEventStore store = new InMemoryEventStore(new JsonEventSerializer(EventTypes.of(Added.class)),
			new Clock() {
				@Override
				public ZoneId getZone() {
					return ZoneOffset.UTC;
				}

				@Override
				public Clock withZone(ZoneId zone) {
					return this;
				}

				@Override
				public Instant instant() {
					return AggregateStatesTests.this.now;
				}
			});

	private final AggregateStates<Log> states = new FoldedStates<>(AggregateType.of(Log.class), this.store);

	@Test
	void anAggregateWithoutEventsHasNoState() {
		assertThat(this.states.current(this.stream)).isEmpty();
		assertThat(this.states.at(this.stream, 1)).isEmpty();
		assertThat(this.states.at(this.stream, Instant.MAX)).isEmpty();
	}

	@Test
	void theCurrentStateIsThatAfterTheLastEvent() {
		add("a", "b", "c");
		assertThat(this.states.current(this.stream)).map(Baseline::aggregate)
			.hasValue(new Versioned<>(this.stream, 3, new Log(List.of("a", "b", "c"))));
		add("d");
		assertThat(this.states.current(this.stream)).map(Baseline::version).hasValue(4L);
	}

	@Test
	void theStateAtAVersionIsThatAfterItsEvent() {
		add("a", "b", "c");
		assertThat(this.states.at(this.stream, 2))
			.hasValue(new Versioned<>(this.stream, 2, new Log(List.of("a", "b"))));
		assertThat(this.states.at(this.stream, 3)).isEqualTo(this.states.current(this.stream).map(Baseline::aggregate));
	}

	@Test
	void aVersionThatTheAggregateNeverHadHasNoState() {
		add("a", "b");
		assertThat(this.states.at(this.stream, 3)).isEmpty();
		assertThat(this.states.at(this.stream, Long.MAX_VALUE)).isEmpty();
	}

	@Test
	void eventsRecordedAtTheInstantCount() {
		add("a");
		this.now = START.plusSeconds(10);
		add("b", "c");
		assertThat(this.states.at(this.stream, START.minusNanos(1000))).isEmpty();
		assertThat(this.states.at(this.stream, START)).map(Versioned::state).hasValue(new Log(List.of("a")));
		assertThat(this.states.at(this.stream, this.now.minusNanos(1000))).map(Versioned::version).hasValue(1L);
		assertThat(this.states.at(this.stream, this.now))
			.isEqualTo(this.states.current(this.stream).map(Baseline::aggregate));
	}

	@Test
	void theStateOfAMutableAggregateBelongsToTheCaller() {
		AggregateStates<MutableLog> mutable = new FoldedStates<>(AggregateType.of(MutableLog.class), this.store);
		add("a");
		Objects.requireNonNull(mutable.current(this.stream).orElseThrow().state()).lines.add("changed");
		mutable.at(this.stream, 1).orElseThrow().state().lines.add("changed");
		assertThat(Objects.requireNonNull(mutable.current(this.stream).orElseThrow().state()).lines)
			.containsExactly("a");
	}

	@Test
	void aStoreThatReadsPayloadsIsAskedForNoEvents() {
		List<String> reads = new ArrayList<>();
		AggregateStates<Log> folded = new FoldedStates<>(AggregateType.of(Log.class), readingPayloads(reads));
		add("a", "b");
		assertThat(folded.current(this.stream).map(Baseline::aggregate))
			.isEqualTo(this.states.current(this.stream).map(Baseline::aggregate));
		assertThat(folded.at(this.stream, 1)).isEqualTo(this.states.at(this.stream, 1));
		assertThat(reads).containsExactly("readPayloads", "readPayloads");
		assertThat(folded.at(this.stream, START)).isEqualTo(this.states.current(this.stream).map(Baseline::aggregate));
		assertThat(reads).containsExactly("readPayloads", "readPayloads", "versionAt", "readPayloads");
	}

	@Test
	void theStreamIsClosedThoughAnEventCannotBeApplied() {
		List<String> closed = new ArrayList<>();
		EventStore closing = delegating((method, query) -> method.equals("readPayloads")
				? payloads(query).onClose(() -> closed.add("closed")) : null);
		add("a");
		assertThatExceptionOfType(ApplyFailedException.class)
			.isThrownBy(() -> new FoldedStates<>(AggregateType.of(Refusing.class), closing).current(this.stream))
			.withCauseInstanceOf(EventDecodingException.class);
		assertThat(closed).containsExactly("closed");
	}

	private void add(String... lines) {
		List<NewEvent> events = Stream.of(lines).map((line) -> NewEvent.of(new Added(line))).toList();
		this.store.append(List.of(new Append(this.stream, ExpectedVersion.any(), events)));
	}

	private EventStore readingPayloads(List<String> reads) {
		return delegating((method, query) -> {
			reads.add(method);
			return method.equals("readPayloads") ? payloads(query) : null;
		});
	}

	private Stream<Payload> payloads(StreamQuery query) {
		return this.store.read(query).map((event) -> new Payload(event.version(), event.position(), event.payload()));
	}

	private EventStore delegating(Reads reads) {
		return (EventStore) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { EventStore.class, StreamPayloads.class }, (proxy, method, arguments) -> {
					Stream<?> read = reads.of(method.getName(),
							(arguments[0] instanceof StreamQuery query) ? query : StreamQuery.of(this.stream));
					try {
						return (read != null) ? read : method.invoke(this.store, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	interface Reads {

		@Nullable Stream<?> of(String method, StreamQuery query);

	}

	@EventType("log.added")
	record Added(String line) {

	}

	@Aggregate("log")
	record Log(List<String> lines) {

		@Apply
		static Log first(Added event) {
			return new Log(List.of(event.line()));
		}

		@Apply
		Log next(Added event) {
			return new Log(Stream.concat(this.lines.stream(), Stream.of(event.line())).toList());
		}

	}

	@Aggregate("log")
	static class MutableLog {

		final List<String> lines = new ArrayList<>();

		@Apply
		void on(Added event) {
			this.lines.add(event.line());
		}

	}

	@Aggregate("log")
	record Refusing() {

		@Apply
		static Refusing first(Added event) {
			throw new EventDecodingException(new EventTypeName("log.added", 1), "refused", null);
		}

	}

}
