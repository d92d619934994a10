package dev.sourcery.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import dev.sourcery.test.database.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Nothing about speed: that the benchmarks run, and measure what they claim to.
 */
class BenchmarksTests {

	private static TestDatabase test;

	private static Database database;

	@BeforeAll
	static void openDatabase() {
		test = TestDatabase.create();
		database = Database.open("%s?user=%s&password=%s".formatted(test.jdbcUrl(), test.username(), test.password()));
	}

	@AfterAll
	static void closeDatabase() {
		database.close();
		test.close();
	}

	@Test
	void bothSidesAppend() {
		assertThat(run("benchmark=append")).contains("| 1 event, 16 threads, new streams | ")
			.contains("| append 1 event, 16 threads, new streams >= 0.92 | ");
	}

	@Test
	void bothSidesAppendToAHotStream() {
		assertThat(run("benchmark=hot-stream")).contains("fewer attempts per commit than plain");
	}

	@Test
	void bothSidesReadAll() {
		assertThat(run("benchmark=read-all", "size=2000")).contains("| 2,000 events | ");
	}

	@Test
	void aBareLoopMarksWhatGroupsCanReach() {
		assertThat(run("benchmark=group-append")).contains("| bare coalescing loop, new streams | ");
	}

	@Test
	void bothSidesLoad() {
		assertThat(run("benchmark=load")).contains("| 1,000 events | ");
	}

	@Test
	void bothSidesCatchUp() {
		assertThat(run("benchmark=catch-up", "size=2000")).contains("| catch-up into a count >= 0.70 | ");
	}

	@Test
	void bothSidesFillATable() {
		assertThat(run("benchmark=table", "size=2000")).contains("| upsert per event >= 1.00 | ")
			.contains("| upsert per batch >= 3.00 | ")
			.contains("Rebuild of 2,000 events");
	}

	@Test
	void projectionsFollowAppends() {
		assertThat(run("benchmark=live")).contains("| 8 | ").contains("cost of 8 live projections");
		assertThat(run("benchmark=latency")).contains("| same node | ")
			.contains("| latency, other node: p99 < 8 ms | ");
	}

	@Test
	void bothSidesStartCold() {
		assertThat(run("benchmark=cold")).contains("| first second of a JVM, 1 thread >= 0.70 | ");
	}

	@Test
	void anotherProcessContinues() {
		assertThat(run("benchmark=hand-over")).contains("| kill -9 | ")
			.contains("| shutdown | ")
			.contains("| hand-over, events handled twice, never, or out of order = 0 | 0 | held |");
	}

	@Test
	void anApplicationStartsWithAnIndexAndWithAScan() {
		assertThat(run("benchmark=start-up")).contains("| empty | ").contains("| index | ").contains("| scan | ");
	}

	@Test
	void anEventHasThePromisedSize() {
		assertThat(database.serializer().write(Transferred.random())).hasSize(250);
	}

	@Test
	void anUnknownBenchmarkIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Settings.parse("benchmrk=append"))
			.withMessageContaining("benchmrk");
	}

	private static String run(String... arguments) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		Report report = new Report(new PrintStream(bytes, true, StandardCharsets.UTF_8));
		String[] all = Stream.concat(Stream.of("rounds=1", "seconds=0.02"), Stream.of(arguments))
			.toArray(String[]::new);
		Benchmarks.run(database, Settings.parse(all), report);
		return bytes.toString(StandardCharsets.UTF_8);
	}

}
