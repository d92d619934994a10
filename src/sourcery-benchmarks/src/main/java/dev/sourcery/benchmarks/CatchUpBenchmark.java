package dev.sourcery.benchmarks;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import dev.sourcery.event.EventHandler;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionDefinition;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.EventStore;
import dev.sourcery.subscription.Checkpoints;
import dev.sourcery.subscription.SubscriptionSettings;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;

import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Measures a new projection that catches up with a filled store. Its handler only counts,
 * so that the time is that of reading, decoding and moving the checkpoint.
 */
final class CatchUpBenchmark implements Benchmark {

	private static final String ONE_QUERY = "plain, one query";

	@Override
	public String name() {
		return "catch-up";
	}

	@Override
	public void run(Database database, Settings settings, Report report) {
		int size = settings.sizeOr(100_000, 1_000_000);
		report.title("Catch-up");
		report.text(Report.format(
				"A projection counts %,d events. Plain JDBC reads position, type and payload in pages of 1,000 and stores a checkpoint after each, or in one query without any. Latencies are of a pass.\n",
				size));
		database.reset((table) -> table.fillAtRandom(size, 10));
		PlainStore plain = database.plainStore();
		PlainStream stream = new PlainStream(database.dataSource(), database.plain().schema());
		Results results = new Contest(settings, database)
			.enter(Side.PLAIN, 1, (thread) -> () -> countPlainly(plain, size))
			.enter(ONE_QUERY, 1, (thread) -> () -> countInOneQuery(stream, size))
			.enter(Side.SOURCERY, 1, (thread) -> () -> countByProjection(database, size))
			.run();
		report.contests("events");
		report.contest(Report.format("%,d events", size), results);
		report
			.text(Report.format("\nPlain JDBC in one query: %s events/s, CPU µs %s; sourcery in relation to it: %s.\n",
					Report.number(results.rate(ONE_QUERY)), results.cpu(ONE_QUERY),
					Report.ratios(results, Side.SOURCERY, ONE_QUERY)));
		report.atLeast("catch-up into a count", 0.7, results.ratio(Side.SOURCERY, Side.PLAIN));
		report.atLeast("catch-up into a count, plain in one query", 0.9, results.ratio(Side.SOURCERY, ONE_QUERY));
	}

	private static long countInOneQuery(PlainStream stream, int size) throws Exception {
		AtomicLong count = new AtomicLong();
		stream.read((event) -> count.setPlain(count.getPlain() + 1));
		return verified(count.get(), size);
	}

	private static long verified(long count, int size) {
		if (count != size) {
			throw new IllegalStateException("Counted %d of %d events".formatted(count, size));
		}
		return count;
	}

	private static long countPlainly(PlainStore plain, int size) throws Exception {
		AtomicLong count = new AtomicLong();
		plain.catchUp((event) -> count.setPlain(count.getPlain() + 1));
		return verified(count.get(), size);
	}

	private static long countByProjection(Database database, int size) throws InterruptedException {
		database.jdbc().update("delete from " + database.sourcery().schema() + ".subscription_lanes");
		EventStore store = Stores.standard(database);
		Counting counting = new Counting(size);
		Checkpoints checkpoints = new JdbcCheckpoints(database.dataSource(),
				new JdbcTransactionManager(database.dataSource()), database.sourcery().schema());
		Projections projections = new Projections(List.of(ProjectionDefinition.of(counting, store.types())), store,
				checkpoints, SubscriptionSettings.standard());
		projections.start();
		try {
			if (!counting.counted.await(10, TimeUnit.MINUTES)) {
				throw new IllegalStateException("The projection did not catch up: " + projections.status());
			}
		}
		finally {
			projections.stop();
		}
		return size;
	}

	/**
	 * A projection that counts events.
	 */
	@Projection("counting")
	static final class Counting {

		private final CountDownLatch counted = new CountDownLatch(1);

		private final int size;

		private int count;

		Counting(int size) {
			this.size = size;
		}

		@EventHandler
		void on(Transferred event) {
			this.count++;
			if (this.count == this.size) {
				this.counted.countDown();
			}
		}

	}

}
