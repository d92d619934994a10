package dev.sourcery.export;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.sourcery.store.jdbc.StoreDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ExportProgressDisplayTests {

	@Test
	void aLineIsPrintedEachSecondAtTheMostAndOneAtTheEnd() {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		ExportProgressDisplay display = new ExportProgressDisplay(new PrintStream(output, true, StandardCharsets.UTF_8),
				"export");
		long start = System.nanoTime();
		for (int i = 0; i < 1000; i++) {
			display.progressed(new ExportProgress(1234 + i, 2_000_000, 0.9996, 56789.4, Duration.ofSeconds(3723)));
		}
		long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
		display.progressed(new ExportProgress(2_000_000, 2_000_000, 1, 50000, Duration.ZERO));
		List<String> lines = output.toString(StandardCharsets.UTF_8).lines().toList();
		assertThat(lines).hasSizeBetween(2, (int) seconds + 2)
			.startsWith("export: 99.9 %, 1,234 of 2,000,000 events, 56,789 events/s, 1:02:03 left")
			.endsWith("export: 100.0 %, 2,000,000 of 2,000,000 events, 50,000 events/s, 0:00:00 left");
	}

	@Test
	void progressGrowsAndEndsWithTheWholeOnce(@TempDir Path directory) {
		try (StoreDatabase source = new StoreDatabase(); StoreDatabase target = new StoreDatabase()) {
			Events.insertMany(source, "many", 25_000);
			Path file = directory.resolve("events.ndjson");
			List<ExportProgress> progress = new ArrayList<>();
			Events.export(source).reportingTo(progress::add).export(file);
			assertGrows(progress);
			progress.clear();
			Events.imports(target).reportingTo(progress::add).importFrom(file);
			assertGrows(progress);
			progress.clear();
			Events.export(target).reportingTo(progress::add).verify(file);
			assertGrows(progress);
		}
	}

	private static void assertGrows(List<ExportProgress> progress) {
		assertThat(progress).hasSizeGreaterThan(2);
		assertThat(progress).extracting(ExportProgress::events).isSorted();
		assertThat(progress).extracting(ExportProgress::fraction).isSorted();
		assertThat(progress.stream().filter((one) -> one.fraction() >= 1)).hasSize(1);
		ExportProgress last = progress.get(progress.size() - 1);
		assertThat(last.events()).isEqualTo(25_000).isEqualTo(last.totalEvents());
		assertThat(last.remaining()).isZero();
		assertThat(last.eventsPerSecond()).isPositive();
	}

}
