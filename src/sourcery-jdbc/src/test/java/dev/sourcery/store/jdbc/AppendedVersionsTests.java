package dev.sourcery.store.jdbc;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Every expectation against every length of a stream, with every way to append.
 */
class AppendedVersionsTests {

	// the statement for a few events, and the one for more
	private static final int[] NUMBERS_OF_EVENTS = { 1, 2, 17 };

	private static StoreDatabase database;

	@BeforeAll
	static void start() {
		database = new StoreDatabase();
	}

	@AfterAll
	static void close() {
		database.close();
	}

	static Stream<Arguments> arguments() {
		return Stream.of(Way.values())
			.flatMap((way) -> IntStream.of(0, 1, 3)
				.boxed()
				.flatMap((length) -> Stream
					.concat(Stream.of(ExpectedVersion.any(), ExpectedVersion.exists()),
							LongStream.range(0, 6).mapToObj(ExpectedVersion::exactly))
					.map((expected) -> Arguments.of(way, length, expected))));
	}

	@ParameterizedTest
	@MethodSource("arguments")
	void versionsAreDenseAndAFailedExpectationStoresNothing(Way way, int length, ExpectedVersion expected) {
		JdbcEventStore store = way.store(database);
		for (int number : NUMBERS_OF_EVENTS) {
			StreamId stream = new StreamId("thing", "%s %d %s %d".formatted(way, length, expected, number));
			if (length > 0) {
				store.append(stream, ExpectedVersion.noStream(), events(length));
			}
			Append append = new Append(stream, expected, events(number));
			boolean fits = expected.accepts(length);
			if (fits) {
				Commit commit = way.run(database, () -> store.append(List.of(append))).get(0);
				assertThat(commit.version()).isEqualTo(length + number);
			}
			else {
				assertRefused(way, store, append, length);
			}
			assertThat(versions(stream))
				.containsExactlyElementsOf(LongStream.rangeClosed(1, fits ? length + number : length).boxed().toList());
		}
	}

	private void assertRefused(Way way, JdbcEventStore store, Append append, int length) {
		String note = append.stream().id();
		if (!way.isTransactionOfCaller()) {
			assertThat(catchThrowable(() -> store.append(List.of(append)))).satisfies((ex) -> isConflict(ex, length));
			return;
		}
		new TransactionTemplate(database.transactionManager()).executeWithoutResult((status) -> {
			assertThat(catchThrowable(() -> store.append(List.of(append)))).satisfies((ex) -> isConflict(ex, length));
			database.jdbc().update("insert into business (note) values (?)", note);
		});
		assertThat(database.jdbc().queryForObject("select count(*) from business where note = ?", Long.class, note))
			.as("the caller's transaction goes on")
			.isEqualTo(1);
	}

	private static void isConflict(Throwable failure, long actual) {
		assertThat(failure).isInstanceOfSatisfying(VersionConflictException.class,
				(conflict) -> assertThat(conflict.actual()).isEqualTo(actual));
	}

	@ParameterizedTest
	@EnumSource(names = "SEVERAL_STREAMS", mode = EnumSource.Mode.EXCLUDE)
	void anAppendIsOneStatement(Way way) {
		StatementLog counting = new StatementLog(database.dataSource());
		JdbcTransactionManager manager = new JdbcTransactionManager(counting);
		JdbcEventStore store = new JdbcEventStore(counting, manager,
				new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA,
				AppendSettings.standard().groups(way == Way.ALONE));
		if (way == Way.WITH_LISTENER) {
			store.onAppend((events) -> {
			});
		}
		StreamId stream = new StreamId("thing", "statements " + way);
		List<ExpectedVersion> expectations = (way == Way.AT_ANY_VERSION_IN_TRANSACTION)
				? List.of(ExpectedVersion.any(), ExpectedVersion.exists())
				: List.of(ExpectedVersion.exactly(0), ExpectedVersion.exactly(2));
		// looked up once by each node
		store.epoch();
		for (ExpectedVersion expected : expectations) {
			counting.statements().clear();
			if (way.isTransactionOfCaller()) {
				new TransactionTemplate(manager)
					.executeWithoutResult((status) -> store.append(stream, expected, events(2)));
			}
			else {
				store.append(stream, expected, events(2));
			}
			assertThat(counting.statements()).singleElement().asString().startsWith("insert into sourcery.events");
		}
	}

	private static List<NewEvent> events(int number) {
		return IntStream.range(0, number).mapToObj((i) -> NewEvent.of(new Happened("e" + i))).toList();
	}

	private static List<Long> versions(StreamId stream) {
		return database.jdbc()
			.queryForList("select version from sourcery.events where stream_id = ? order by position", Long.class,
					stream.id());
	}

}
