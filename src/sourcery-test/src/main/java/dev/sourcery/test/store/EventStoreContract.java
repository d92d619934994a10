package dev.sourcery.test.store;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventEncodingException;
import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.event.UnregisteredEventException;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.InvalidAppendException;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.VersionConflictException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What every {@link EventStore} must do. Extend it and make a store; JUnit runs the rest.
 */
@SuppressWarnings("NullAway.Init")
public abstract class EventStoreContract {

	private EventStore store;

	private StreamId stream;

	/**
	 * Prepares the tests.
	 */
	protected EventStoreContract() {
	}

	/**
	 * Makes an empty store.
	 * @param serializer how events become JSON
	 * @return a store that nobody else uses
	 */
	protected abstract EventStore createStore(EventSerializer serializer);

	/**
	 * A serializer for the events of these tests.
	 * @return the serializer
	 */
	protected static EventSerializer serializer() {
		return new JsonEventSerializer(EventTypes.of(Noted.class, Priced.class, Unreadable.class));
	}

	@BeforeEach
	void makeStore() {
		this.store = createStore(serializer());
		this.stream = streamNamed("first");
	}

	private static StreamId streamNamed(String id) {
		return new StreamId("note", id);
	}

	private static List<NewEvent> notes(String... texts) {
		return Stream.of(texts).map((text) -> NewEvent.of(new Noted(text))).toList();
	}

	private Commit append(StreamId to, ExpectedVersion expected, String... texts) {
		return this.store.append(to, expected, notes(texts));
	}

	private List<String> texts(StreamQuery query) {
		try (Stream<RecordedEvent<?>> events = this.store.read(query)) {
			return events.map((event) -> ((Noted) event.payload()).text()).toList();
		}
	}

	private List<RecordedEvent<?>> all(EventQuery query) {
		try (Stream<RecordedEvent<?>> events = this.store.readAll(query)) {
			return events.toList();
		}
	}

	@Test
	void anAppendedEventIsReadBackAsItWasWritten() {
		NewEvent event = NewEvent.of(new Noted("hello"),
				Metadata.empty().withActor("ada").withCorrelationId("c").withCausationId("d").withTenant("t"));
		Instant before = Instant.now().minusSeconds(60);

		Commit commit = this.store.append(this.stream, ExpectedVersion.noStream(), List.of(event));

		RecordedEvent<?> read = this.store.read(StreamQuery.of(this.stream)).findFirst().orElseThrow();
		assertThat(read).isEqualTo(commit.events().get(0));
		assertThat(read.eventId()).isEqualTo(event.eventId());
		assertThat(read.type()).isEqualTo(new EventTypeName("test.noted", 1));
		assertThat(read.stream()).isEqualTo(this.stream);
		assertThat(read.version()).isEqualTo(1);
		assertThat(read.metadata()).isEqualTo(event.metadata());
		assertThat(read.payload()).isEqualTo(new Noted("hello"));
		assertThat(read.recordedAt()).isBetween(before, Instant.now().plusSeconds(60));
		assertThat(commit.position()).contains(read.position());
	}

	@Test
	void aNewStreamIsRefusedWhereOneExists() {
		append(this.stream, ExpectedVersion.noStream(), "a", "b");

		assertThatExceptionOfType(VersionConflictException.class)
			.isThrownBy(() -> append(this.stream, ExpectedVersion.noStream(), "c"))
			.satisfies((conflict) -> {
				assertThat(conflict.stream()).isEqualTo(this.stream);
				assertThat(conflict.expected()).isEqualTo(ExpectedVersion.noStream());
				assertThat(conflict.actual()).isEqualTo(2);
				assertThat(conflict.winners()).containsExactly(new EventTypeName("test.noted", 1),
						new EventTypeName("test.noted", 1));
			});
		assertThat(texts(StreamQuery.of(this.stream))).containsExactly("a", "b");
	}

	@Test
	void anExistingStreamIsDemandedAndFound() {
		assertThatExceptionOfType(VersionConflictException.class)
			.isThrownBy(() -> append(this.stream, ExpectedVersion.exists(), "a"))
			.satisfies((conflict) -> assertThat(conflict.actual()).isZero());
		append(this.stream, ExpectedVersion.noStream(), "a");
		append(this.stream, ExpectedVersion.exists(), "b");
		assertThat(texts(StreamQuery.of(this.stream))).containsExactly("a", "b");
	}

	@Test
	void anyVersionTakesNewAndOldStreams() {
		assertThat(append(this.stream, ExpectedVersion.any(), "a").version()).isEqualTo(1);
		assertThat(append(this.stream, ExpectedVersion.any(), "b", "c").version()).isEqualTo(3);
	}

	@Test
	void anExactVersionMustBeTheCurrentOne() {
		append(this.stream, ExpectedVersion.noStream(), "a", "b", "c");

		for (long wrong : new long[] { 1, 2, 4, 100, Long.MAX_VALUE }) {
			assertThatExceptionOfType(VersionConflictException.class)
				.isThrownBy(() -> append(this.stream, ExpectedVersion.exactly(wrong), "x"))
				.satisfies((conflict) -> assertThat(conflict.actual()).isEqualTo(3));
		}
		assertThat(append(this.stream, ExpectedVersion.exactly(3), "d").version()).isEqualTo(4);
		assertThat(texts(StreamQuery.of(this.stream))).containsExactly("a", "b", "c", "d");
	}

	@Test
	void anExactVersionOfAMissingStreamIsRefused() {
		assertThatExceptionOfType(VersionConflictException.class)
			.isThrownBy(() -> append(this.stream, ExpectedVersion.exactly(3), "x"));
		assertThat(this.store.version(this.stream)).isZero();
	}

	@Test
	void anEmptyAppendIsRefused() {
		assertThatExceptionOfType(InvalidAppendException.class)
			.isThrownBy(() -> this.store.append(this.stream, ExpectedVersion.any(), List.of()));
		assertThatExceptionOfType(InvalidAppendException.class).isThrownBy(() -> this.store.append(List.of()));
	}

	@Test
	void oneEventIdTwiceInAnAppendIsRefused() {
		UUID id = UUID.randomUUID();
		assertThatExceptionOfType(InvalidAppendException.class).isThrownBy(() -> this.store.append(this.stream,
				ExpectedVersion.any(), List.of(new NewEvent(id, new Noted("a"), Metadata.empty()),
						new NewEvent(id, new Noted("b"), Metadata.empty()))));
		assertThat(this.store.version(this.stream)).isZero();
	}

	@Test
	void anUnregisteredEventIsRefusedAndNothingIsStored() {
		assertThatExceptionOfType(UnregisteredEventException.class).isThrownBy(() -> this.store.append(this.stream,
				ExpectedVersion.any(), List.of(NewEvent.of(new Noted("a")), NewEvent.of(new Object()))));
		assertThat(this.store.version(this.stream)).isZero();
	}

	@Test
	void anEventThatCannotBeStoredIsRefusedAndNothingIsStored() {
		for (String text : List.of("nul \u0000", "lone \ud800", "\udc00 lone")) {
			assertThatExceptionOfType(EventEncodingException.class)
				.isThrownBy(() -> append(this.stream, ExpectedVersion.any(), "fine", text));
		}
		assertThat(this.store.version(this.stream)).isZero();
	}

	@Test
	void anyOtherTextIsKept() {
		String[] texts = { "", " ", "\\u0000 written out", "\\", "\"", "😀", "\n\t\u0001", "ﷺ", "a".repeat(100_000) };
		append(this.stream, ExpectedVersion.noStream(), texts);
		assertThat(texts(StreamQuery.of(this.stream))).containsExactly(texts);
	}

	@Test
	void numbersKeepTheirScale() {
		Priced event = new Priced(new BigDecimal("12345678901234567890.1200"), 9_007_199_254_740_993L);
		this.store.append(this.stream, ExpectedVersion.noStream(), List.of(NewEvent.of(event)));
		assertThat(this.store.read(StreamQuery.of(this.stream)).findFirst().orElseThrow().payload()).isEqualTo(event);
	}

	@Test
	void numbersOfAnyLengthAreKept() {
		Priced event = new Priced(new BigDecimal("9".repeat(5000)), Long.MIN_VALUE);
		this.store.append(this.stream, ExpectedVersion.noStream(), List.of(NewEvent.of(event)));
		assertThat(this.store.read(StreamQuery.of(this.stream)).findFirst().orElseThrow().payload()).isEqualTo(event);
	}

	@Test
	void whatIsNestedTooDeeplyToBeReadIsRefused() {
		Object deep = "bottom";
		for (int i = 0; i < 2000; i++) {
			deep = List.of(deep);
		}
		Metadata metadata = Metadata.empty().with("deep", deep);
		assertThatExceptionOfType(EventEncodingException.class).isThrownBy(() -> this.store.append(this.stream,
				ExpectedVersion.noStream(), List.of(NewEvent.of(new Noted("a"), metadata))));
		assertThat(this.store.version(this.stream)).isZero();
	}

	@Test
	void metadataOfAnyDepthIsKept() {
		Object deep = "bottom";
		for (int i = 0; i < 100; i++) {
			deep = Map.of("level", i, "below", deep);
		}
		Metadata metadata = Metadata.empty()
			.with("deep", deep)
			.with("large", "x".repeat(50_000))
			.with("list", List.of(1, "two", true))
			.with("price", new BigDecimal("1.10"))
			.with("nothing", null);
		this.store.append(this.stream, ExpectedVersion.noStream(), List.of(NewEvent.of(new Noted("a"), metadata)));
		assertThat(this.store.read(StreamQuery.of(this.stream)).findFirst().orElseThrow().metadata())
			.isEqualTo(metadata);
	}

	@Test
	void severalStreamsAreWrittenTogether() {
		StreamId second = streamNamed("second");
		List<Commit> commits = this.store.append(List.of(new Append(second, ExpectedVersion.noStream(), notes("b")),
				new Append(this.stream, ExpectedVersion.any(), notes("a", "c"))));

		assertThat(commits).extracting(Commit::stream).containsExactly(second, this.stream);
		assertThat(commits).extracting(Commit::version).containsExactly(1L, 2L);
		assertThat(texts(StreamQuery.of(second))).containsExactly("b");
		assertThat(texts(StreamQuery.of(this.stream))).containsExactly("a", "c");
	}

	@Test
	void oneConflictAmongSeveralStreamsStoresNothing() {
		StreamId second = streamNamed("second");
		append(second, ExpectedVersion.noStream(), "b");

		assertThatExceptionOfType(VersionConflictException.class)
			.isThrownBy(() -> this.store.append(List.of(new Append(this.stream, ExpectedVersion.any(), notes("a")),
					new Append(second, ExpectedVersion.noStream(), notes("c")))))
			.satisfies((conflict) -> assertThat(conflict.stream()).isEqualTo(second));
		assertThat(this.store.version(this.stream)).isZero();
		assertThat(this.store.version(second)).isEqualTo(1);
	}

	@Test
	void oneStreamTwiceInACallIsRefused() {
		Append append = new Append(this.stream, ExpectedVersion.any(), notes("a"));
		Append again = new Append(this.stream, ExpectedVersion.any(), notes("b"));
		assertThatExceptionOfType(InvalidAppendException.class)
			.isThrownBy(() -> this.store.append(List.of(append, again)));
	}

	@Test
	void aStreamIsReadInSlices() {
		append(this.stream, ExpectedVersion.noStream(), "a", "b", "c", "d", "e");
		StreamQuery query = StreamQuery.of(this.stream);

		assertThat(texts(query.from(2).to(4))).containsExactly("b", "c", "d");
		assertThat(texts(query.limit(2))).containsExactly("a", "b");
		assertThat(texts(query.backward().limit(2))).containsExactly("e", "d");
		assertThat(texts(query.backward().from(2).to(3))).containsExactly("c", "b");
		assertThat(texts(query.from(6))).isEmpty();
		assertThat(texts(query.limit(0))).isEmpty();
		assertThat(texts(StreamQuery.of(streamNamed("none")))).isEmpty();
	}

	@Test
	void aLongStreamIsReadWholeAndInOrder() {
		String[] texts = IntStream.rangeClosed(1, 2500).mapToObj(Integer::toString).toArray(String[]::new);
		append(this.stream, ExpectedVersion.noStream(), texts);

		assertThat(texts(StreamQuery.of(this.stream))).containsExactly(texts);
		List<String> backward = new ArrayList<>(List.of(texts));
		Collections.reverse(backward);
		assertThat(texts(StreamQuery.of(this.stream).backward())).isEqualTo(backward);
		assertThat(all(EventQuery.all())).hasSize(2500);
		assertThat(all(EventQuery.all().limit(1700))).hasSize(1700);
	}

	@Test
	void streamsOfOneIdAndDifferentTypesAreDifferent() {
		append(new StreamId("a", "1"), ExpectedVersion.noStream(), "a");
		append(new StreamId("b", "1"), ExpectedVersion.noStream(), "b");
		append(new StreamId("a", "é 'x' \"y\" %_"), ExpectedVersion.noStream(), "c");
		assertThat(texts(StreamQuery.of(new StreamId("a", "1")))).containsExactly("a");
		assertThat(texts(StreamQuery.of(new StreamId("a", "é 'x' \"y\" %_")))).containsExactly("c");
	}

	@Test
	void anEmptyStoreHasSettledNothing() {
		assertThat(this.store.settledPosition().position()).isEqualTo(Position.START);
		assertThat(all(EventQuery.all())).isEmpty();
	}

	@Test
	void theVeryFirstEventIsDelivered() {
		Commit commit = append(this.stream, ExpectedVersion.noStream(), "a");
		assertThat(this.store.settledPosition().position()).isEqualTo(commit.position().orElseThrow());
		assertThat(all(EventQuery.all())).hasSize(1);
	}

	@Test
	void theWholeStoreIsReadInOrderFromAPositionOn() {
		append(this.stream, ExpectedVersion.any(), "a", "b");
		Commit commit = append(streamNamed("second"), ExpectedVersion.any(), "c");
		append(this.stream, ExpectedVersion.any(), "d");

		List<RecordedEvent<?>> events = all(EventQuery.all());
		assertThat(events).extracting((event) -> ((Noted) event.payload()).text()).containsExactly("a", "b", "c", "d");
		assertThat(events).extracting(RecordedEvent::position).isSorted().doesNotHaveDuplicates();
		assertThat(all(EventQuery.all().after(commit.position().orElseThrow()))).containsExactly(events.get(3));
		assertThat(all(EventQuery.all().after(Position.parse(commit.position().orElseThrow().toString()))))
			.containsExactly(events.get(3));
		assertThat(all(EventQuery.all().limit(2))).containsExactlyElementsOf(events.subList(0, 2));
	}

	@Test
	void theWholeStoreIsFiltered() {
		append(this.stream, ExpectedVersion.any(), "a");
		NewEvent priced = NewEvent.of(new Priced(BigDecimal.ONE, 1));
		this.store.append(new StreamId("item", "1"), ExpectedVersion.any(), List.of(priced));

		assertThat(all(EventQuery.all().eventTypes(Set.of("test.priced")))).hasSize(1);
		assertThat(all(EventQuery.all().aggregateTypes(Set.of("note")))).hasSize(1);
		assertThat(all(EventQuery.all().aggregateTypes(Set.of("note", "item")).eventTypes(Set.of("test.noted"))))
			.hasSize(1);
		assertThat(all(EventQuery.all().aggregateTypes(Set.of("note")).eventTypes(Set.of("test.priced")))).isEmpty();
		assertThat(all(EventQuery.all().eventTypes(Set.of("unheard-of")))).isEmpty();
	}

	@Test
	void aPayloadThatDoesNotFitItsClassSaysWhereItIs() {
		this.store.append(this.stream, ExpectedVersion.any(),
				List.of(NewEvent.of(new Noted("a")), NewEvent.of(new Unreadable("x"))));
		assertThatExceptionOfType(EventDecodingException.class)
			.isThrownBy(() -> this.store.read(StreamQuery.of(this.stream).from(2)).toList())
			.satisfies((failure) -> {
				assertThat(failure.type()).isEqualTo(new EventTypeName("test.unreadable", 1));
				assertThat(failure.stream()).isEqualTo(this.stream);
				assertThat(failure.version()).isEqualTo(2);
				assertThat(failure.position()).isNotNull();
			});
		assertThat(this.store.read(StreamQuery.of(this.stream).to(1)).toList()).hasSize(1);
	}

	@Test
	void listenersHearOfEachAppendAndOfNoFailedOne() {
		List<RecordedEvent<?>> heard = new ArrayList<>();
		AtomicInteger commits = new AtomicInteger();
		this.store.onAppend(heard::addAll);
		this.store.afterCommit(commits::incrementAndGet);

		Commit commit = append(this.stream, ExpectedVersion.noStream(), "a", "b");
		assertThatExceptionOfType(VersionConflictException.class)
			.isThrownBy(() -> append(this.stream, ExpectedVersion.noStream(), "c"))
			.satisfies((conflict) -> assertThat(conflict.actual()).isEqualTo(2));

		assertThat(heard).isEqualTo(commit.events());
		assertThat(commits).hasValue(1);
	}

	@Test
	void aListenerThatThrowsMakesTheAppendFail() {
		this.store.onAppend((events) -> {
			throw new IllegalStateException("no");
		});
		assertThatIllegalStateException().isThrownBy(() -> append(this.stream, ExpectedVersion.noStream(), "a"));
		assertThat(this.store.version(this.stream)).isZero();
		assertThat(all(EventQuery.all())).isEmpty();
	}

	@Test
	void aListenerThatFailsWithAnErrorMakesTheAppendFail() {
		this.store.onAppend((events) -> {
			throw new StackOverflowError("no");
		});
		assertThatExceptionOfType(StackOverflowError.class)
			.isThrownBy(() -> append(this.stream, ExpectedVersion.noStream(), "a"));
		assertThat(this.store.version(this.stream)).isZero();
		assertThat(all(EventQuery.all())).isEmpty();
	}

	@Test
	void ofFiveWritersAtOneVersionExactlyOneWins() throws Exception {
		append(this.stream, ExpectedVersion.noStream(), "first");
		List<Boolean> won = together(5, (writer) -> {
			try {
				append(this.stream, ExpectedVersion.exactly(1), "writer " + writer);
				return true;
			}
			catch (VersionConflictException ex) {
				return false;
			}
		});
		assertThat(won).containsOnlyOnce(true);
		assertThat(this.store.version(this.stream)).isEqualTo(2);
	}

	@Test
	void writersThatTakeAnyVersionAllSucceed() throws Exception {
		together(8, (writer) -> {
			for (int i = 0; i < 20; i++) {
				append(this.stream, ExpectedVersion.any(), "a", "b");
			}
			return true;
		});
		assertThat(this.store.read(StreamQuery.of(this.stream)).map(RecordedEvent::version))
			.containsExactlyElementsOf(IntStream.rangeClosed(1, 320).mapToObj(Long::valueOf).toList());
	}

	@Test
	void writersOnDifferentStreamsAllSucceed() throws Exception {
		together(8, (writer) -> {
			for (int i = 0; i < 20; i++) {
				append(streamNamed("of writer " + writer), ExpectedVersion.exactly(i), "a");
			}
			return true;
		});
		assertThat(all(EventQuery.all())).hasSize(160);
	}

	@Test
	void writersToTheSameStreamsInDifferentOrderDoNotDeadlock() throws Exception {
		List<StreamId> streams = IntStream.range(0, 5).mapToObj((i) -> streamNamed("s" + i)).toList();
		together(6, (writer) -> {
			List<StreamId> order = new ArrayList<>(streams);
			Collections.shuffle(order, new Random(writer));
			for (int i = 0; i < 20; i++) {
				this.store
					.append(order.stream().map((to) -> new Append(to, ExpectedVersion.any(), notes("x"))).toList());
			}
			return true;
		});
		assertThat(streams).allSatisfy((each) -> assertThat(this.store.version(each)).isEqualTo(120));
	}

	@Test
	void aRandomSequenceOfAppendsEqualsASimpleModel() {
		Random random = new Random(42);
		Map<StreamId, List<String>> model = new HashMap<>();
		List<String> feed = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			StreamId to = streamNamed("s" + random.nextInt(10));
			List<String> known = model.computeIfAbsent(to, (key) -> new ArrayList<>());
			ExpectedVersion expected = switch (random.nextInt(5)) {
				case 0 -> ExpectedVersion.any();
				case 1 -> ExpectedVersion.noStream();
				case 2 -> ExpectedVersion.exists();
				case 3 -> ExpectedVersion.exactly(random.nextInt(6));
				default -> ExpectedVersion.exactly(known.size());
			};
			String[] texts = IntStream.rangeClosed(0, random.nextInt(3))
				.mapToObj((n) -> "event " + random.nextInt())
				.toArray(String[]::new);
			boolean accepted = tryAppend(to, expected, texts);
			assertThat(accepted).isEqualTo(expected.accepts(known.size()));
			if (accepted) {
				known.addAll(List.of(texts));
				feed.addAll(List.of(texts));
			}
		}
		model.forEach((to, texts) -> assertThat(texts(StreamQuery.of(to))).isEqualTo(texts));
		assertThat(all(EventQuery.all())).extracting((event) -> ((Noted) event.payload()).text())
			.containsExactlyElementsOf(feed);
	}

	private boolean tryAppend(StreamId to, ExpectedVersion expected, String... texts) {
		try {
			append(to, expected, texts);
			return true;
		}
		catch (VersionConflictException ex) {
			return false;
		}
	}

	private static <T> List<T> together(int threads, Work<T> work) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			CyclicBarrier start = new CyclicBarrier(threads);
			List<Callable<T>> tasks = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				int number = i;
				tasks.add(() -> {
					start.await();
					return work.run(number);
				});
			}
			List<T> results = new ArrayList<>();
			for (Future<T> result : executor.invokeAll(tasks)) {
				results.add(resultOf(result));
			}
			return results;
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static <T> T resultOf(Future<T> future) throws Exception {
		try {
			return future.get();
		}
		catch (ExecutionException ex) {
			throw new AssertionError("A writer failed: " + ex.getCause(), ex);
		}
	}

	private interface Work<T> {

		T run(int number) throws Exception;

	}

	@EventType("test.noted")
	record Noted(String text) {

	}

	@EventType("test.priced")
	record Priced(BigDecimal price, long amount) {

	}

	/**
	 * Writes text where it reads a number.
	 */
	@EventType("test.unreadable")
	static final class Unreadable {

		private final String value;

		@JsonCreator
		Unreadable(@JsonProperty("number") int number) {
			this.value = Integer.toString(number);
		}

		Unreadable(String value) {
			this.value = value;
		}

		@JsonProperty("number")
		String number() {
			return this.value;
		}

	}

}
