package dev.sourcery.export;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Prints the progress of an export or import: at most one line per second, and one at the
 * end. For one run; thread-safe.
 *
 * @since 0.1
 */
public final class ExportProgressDisplay implements ExportProgressListener {

	private final PrintStream output;

	private final String name;

	private long nextLine = System.nanoTime();

	/**
	 * Creates a display.
	 * @param output the stream to print to
	 * @param name the prefix of each line, such as {@code export}
	 */
	public ExportProgressDisplay(PrintStream output, String name) {
		this.output = output;
		this.name = name;
	}

	@Override
	public synchronized void progressed(ExportProgress progress) {
		long now = System.nanoTime();
		if (progress.fraction() >= 1 || now - this.nextLine >= 0) {
			this.nextLine = now + TimeUnit.SECONDS.toNanos(1);
			// digits and separators are independent of the locale, for people and scripts
			this.output.printf(Locale.ROOT, "%s: %.1f %%, %,d of %,d events, %,.0f events/s, %s left%n", this.name,
					percent(progress), progress.events(), progress.totalEvents(), progress.eventsPerSecond(),
					clock(progress.remaining()));
		}
	}

	// 100 % is printed only at the end
	private static double percent(ExportProgress progress) {
		return (progress.fraction() >= 1) ? 100 : Math.min(progress.fraction() * 100, 99.9);
	}

	private static String clock(Duration time) {
		return "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
	}

}
