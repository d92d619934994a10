package dev.sourcery.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import dev.sourcery.test.database.TestDatabase;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Nothing about speed: that the benchmarks run, and measure what they claim to.
 */
class BenchmarksTests {

	@Test
	void bothSidesAppendAndWhatMustHoldIsChecked() {
		try (TestDatabase test = TestDatabase.create(); Database database = open(test)) {
			String report = run(database, "benchmark=append");
			assertThat(report).contains("| 1 event, 16 threads, new streams | ")
				.contains("| append 1 event, 16 threads, new streams >= 0.9 | ");
		}
	}

	@Test
	void bothSidesLoadTheSameEvents() {
		try (TestDatabase test = TestDatabase.create(); Database database = open(test)) {
			assertThat(run(database, "benchmark=load")).contains("| 10,000 events | ");
		}
	}

	@Test
	void anEventHasThePromisedSize() {
		try (TestDatabase test = TestDatabase.create(); Database database = open(test)) {
			assertThat(database.serializer().write(Transferred.random())).hasSize(250);
		}
	}

	@Test
	void anUnknownBenchmarkIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Settings.parse("benchmrk=append"))
			.withMessageContaining("benchmrk");
	}

	private static Database open(TestDatabase test) {
		return Database.open("%s?user=%s&password=%s".formatted(test.jdbcUrl(), test.username(), test.password()));
	}

	private static String run(Database database, String benchmark) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		Benchmarks.run(database, Settings.parse(benchmark, "rounds=1", "seconds=0.05"),
				new Report(new PrintStream(bytes, true, StandardCharsets.UTF_8)));
		return bytes.toString(StandardCharsets.UTF_8);
	}

}
