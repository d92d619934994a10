package dev.sourcery.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.EventTooLargeException;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.InvalidAppendException;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.StreamVersion;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What is as large as it may be, and a little larger.
 */
class LimitsTests {

	private static final int FIFTY_MEGABYTES = 50_000_000;

	private final StoreDatabase database = new StoreDatabase();

	private final List<NewEvent> two = List.of(NewEvent.of(new Happened("1")), NewEvent.of(new Happened("2")));

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void anEventOfFiftyMegabytesIsRefused() {
		List<NewEvent> events = List.of(this.two.get(0), NewEvent.of(new Happened("x".repeat(FIFTY_MEGABYTES))));
		EventTooLargeException refused = catchThrowableOfType(EventTooLargeException.class,
				() -> this.database.store().append(Way.FIRST, ExpectedVersion.any(), events));
		assertThat(refused.size()).isEqualTo(FIFTY_MEGABYTES + "{'text':''}{}".length());
		assertThat(refused.limit()).isEqualTo(16_000_000);
		assertThat(refused.index()).isEqualTo(1);
		assertThat(refused.type()).isEqualTo(new EventTypeName("thing.happened", 1));
		assertThat(refused.stream()).isEqualTo(Way.FIRST);
		assertThat(refused).hasMessageContaining("sourcery.append.max-event-size");
		assertThat(this.database.store().readAll(EventQuery.all())).isEmpty();
	}

	@Test
	void anEventOfFiftyMegabytesIsStoredWhereTheLimitIsRaised() {
		JdbcEventStore store = this.database.store(AppendSettings.standard().maxEventSize(60_000_000));
		Happened large = new Happened("x".repeat(FIFTY_MEGABYTES));
		Commit commit = store.append(Way.FIRST, ExpectedVersion.any(), List.of(NewEvent.of(large)));
		List<RecordedEvent<?>> read = store.read(StreamQuery.of(Way.FIRST)).toList();
		assertThat(read.equals(commit.events())).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void versionsEnd(Way way) {
		JdbcEventStore store = way.store(this.database);
		insertVersion(Long.MAX_VALUE - 1);
		for (ExpectedVersion expected : List.of(ExpectedVersion.any(), ExpectedVersion.exists(),
				ExpectedVersion.exactly(Long.MAX_VALUE - 1))) {
			assertRefused(way, store, expected, this.two);
		}
		append(way, store, ExpectedVersion.exactly(Long.MAX_VALUE - 1), this.two.subList(0, 1));
		assertThat(store.version(Way.FIRST)).isEqualTo(Long.MAX_VALUE);
		for (ExpectedVersion expected : List.of(ExpectedVersion.any(), ExpectedVersion.exists(),
				ExpectedVersion.exactly(Long.MAX_VALUE))) {
			assertRefused(way, store, expected, List.of(NewEvent.of(new Happened("3"))));
		}
	}

	private void assertRefused(Way way, JdbcEventStore store, ExpectedVersion expected, List<NewEvent> events) {
		long before = count();
		InvalidAppendException refused = catchThrowableOfType(InvalidAppendException.class,
				() -> append(way, store, expected, events));
		assertThat(refused).as("%s", expected).isNotNull().hasMessageContaining("thing/first");
		assertThat(refused.stream()).isEqualTo((way == Way.SEVERAL_STREAMS) ? null : Way.FIRST);
		assertThat(count()).isEqualTo(before);
	}

	private void append(Way way, JdbcEventStore store, ExpectedVersion expected, List<NewEvent> events) {
		Append first = new Append(Way.FIRST, expected, events);
		Append second = new Append(Way.SECOND, ExpectedVersion.any(), List.of(NewEvent.of(new Happened("x"))));
		way.run(this.database,
				() -> store.append((way == Way.SEVERAL_STREAMS) ? List.of(first, second) : List.of(first)));
	}

	private void insertVersion(long version) {
		this.database.jdbc().update("""
				insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
				                             metadata, payload)
				values ('thing', 'first', ?, gen_random_uuid(), 'thing.happened', 1, '{}', '{"text": "x"}')
				""", version);
	}

	private long count() {
		return this.database.jdbc().queryForObject("select count(*) from sourcery.events", Long.class);
	}

	@Test
	void theEndOfOneStreamIsNoFailureOfOthersInTheSameGroup() throws Exception {
		insertVersion(Long.MAX_VALUE);
		JdbcEventStore store = this.database.store();
		ExecutorService threads = Executors.newCachedThreadPool();
		try {
			List<Future<Commit>> commits = new ArrayList<>();
			for (int i = 0; i < 60; i++) {
				String id = (i % 5 == 0) ? "first" : "s" + i;
				commits.add(threads.submit(() -> StoreDatabase.append(store, id, "x")));
			}
			for (int i = 0; i < 60; i++) {
				if (i % 5 == 0) {
					Future<Commit> refused = commits.get(i);
					assertThat(catchThrowableOfType(ExecutionException.class, refused::get))
						.hasCauseInstanceOf(InvalidAppendException.class);
				}
				else {
					assertThat(commits.get(i).get().version()).isEqualTo(1);
				}
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	/**
	 * Both parts of the key are as long as they may be and cannot be compressed: an entry
	 * of an index must not be larger than a third of a page.
	 */
	@Test
	void theLongestStreamIds() {
		Random random = new Random(1);
		String type = longest(random);
		List<StreamId> streams = Stream.generate(() -> new StreamId(type, longest(random))).limit(20).sorted().toList();
		JdbcEventStore store = this.database.store();
		for (StreamId stream : streams) {
			store.append(stream, ExpectedVersion.noStream(), List.of(NewEvent.of(new Happened("1"))));
			store.append(stream, ExpectedVersion.any(), List.of(NewEvent.of(new Happened("2"))));
		}
		store.append(streams.stream()
			.map((stream) -> new Append(stream, ExpectedVersion.exactly(2), List.of(NewEvent.of(new Happened("3")))))
			.toList());
		assertThat(store.streams(type, ""))
			.hasSameElementsAs(streams.stream().map((stream) -> new StreamVersion(stream, 3)).toList());
		assertThat(store.read(StreamQuery.of(streams.get(7)))).hasSize(3)
			.allSatisfy((event) -> assertThat(event.stream()).isEqualTo(streams.get(7)));
	}

	// four bytes in UTF-8 each
	private static String longest(Random random) {
		return random.ints(255, 0x10000, 0x3FFFE)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

}
