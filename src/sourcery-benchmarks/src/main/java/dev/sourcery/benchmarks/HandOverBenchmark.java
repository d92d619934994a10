package dev.sourcery.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import dev.sourcery.store.EventStore;
import dev.sourcery.store.ListenerHandle;
import dev.sourcery.subscription.jdbc.JdbcCommitBroadcast;
import dev.sourcery.tail.CommitBroadcast;
import dev.sourcery.tail.EventSource;

/**
 * Measures the time from the end of a process until another has handled the next event:
 * after a kill, and after a shutdown in which the process hands its lane over.
 */
final class HandOverBenchmark implements Benchmark {

	private static final Duration INTERVAL = Duration.ofMillis(20);

	private static final double MAX_PLANNED = 1;

	@Override
	public String name() {
		return "hand-over";
	}

	@Override
	public void run(Database database, Settings settings, Report report) {
		Duration lease = settings.full() ? Duration.ofSeconds(10)
				: Duration.ofMillis(Math.max(1000, 4 * settings.roundTime().toMillis()));
		report.title("Hand-over");
		report.text(Report.format(
				"Two processes share two subscriptions, with a lease of %.1f s, while one event is appended every %d ms. The time from the end of the process that runs the first one until the other has handled the next event of it, %d times each.\n",
				lease.toMillis() / 1e3, INTERVAL.toMillis(), settings.rounds()));
		database.reset((table) -> {
		});
		AtomicBoolean finished = new AtomicBoolean();
		Thread writer = new Thread(() -> append(database, finished), "writer");
		writer.start();
		try (HandOver nodes = new HandOver(database, lease)) {
			List<Double> killed = measure(nodes, settings.rounds(), Process::destroyForcibly);
			List<Double> stopped = measure(nodes, settings.rounds(), Process::destroy);
			end(writer, finished);
			report(killed, stopped, lease.toMillis() / 1e3 + 1, nodes.awaitAllAndCountWrong(), report);
		}
		finally {
			end(writer, finished);
		}
	}

	private static List<Double> measure(HandOver nodes, int rounds, Consumer<Process> ending) {
		List<Double> seconds = new ArrayList<>();
		for (int round = 0; round < rounds; round++) {
			nodes.startNodes();
			seconds.add(nodes.end(ending));
		}
		return seconds;
	}

	private static void report(List<Double> killed, List<Double> stopped, double bar, long wrong, Report report) {
		report.table("end of the process", "median s", "lowest–highest s");
		row("kill -9", killed, report);
		row("shutdown", stopped, report);
		atMost("kill -9", bar, killed, report);
		atMost("shutdown", MAX_PLANNED, stopped, report);
		report.mustHold("hand-over, events handled twice, never, or out of order = 0", wrong == 0,
				Long.toString(wrong));
	}

	private static void row(String name, List<Double> seconds, Report report) {
		DoubleSummaryStatistics all = all(seconds);
		report.row(name, Report.ratio(Results.median(seconds.stream().mapToDouble(Double::doubleValue).toArray())),
				Report.format("%.2f–%.2f", all.getMin(), all.getMax()));
	}

	private static void atMost(String name, double bar, List<Double> seconds, Report report) {
		double slowest = all(seconds).getMax();
		report.mustHold(Report.format("hand-over, %s: the slowest < %.1f s", name, bar), slowest < bar,
				Report.ratio(slowest));
	}

	private static DoubleSummaryStatistics all(List<Double> seconds) {
		return seconds.stream().mapToDouble(Double::doubleValue).summaryStatistics();
	}

	// as a node without projections, which notifies the others
	private static void append(Database database, AtomicBoolean finished) {
		EventStore store = Stores.standard(database);
		try (CommitBroadcast sending = new JdbcCommitBroadcast(database.dataSource(), database.sourcery().schema())) {
			sending.start(() -> {
			});
			ListenerHandle commits = EventSource.of(store).hooks().afterCommit((appended) -> sending.committed());
			PacedAppends appends = new PacedAppends(store, INTERVAL);
			while (!finished.get()) {
				appends.run(1, (position, time) -> {
				});
			}
			commits.close();
		}
	}

	private static void end(Thread writer, AtomicBoolean finished) {
		finished.set(true);
		try {
			writer.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
