package dev.sourcery.benchmarks;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import dev.sourcery.store.EventQuery;
import dev.sourcery.store.EventStore;

/**
 * Measures reading the whole store into records, and the heap usage during the read.
 */
final class ReadAllBenchmark implements Benchmark {

	private static final int PROBES = 20;

	private static final double MOST_MEGABYTES = 64;

	@Override
	public String name() {
		return "read-all";
	}

	@Override
	public void run(Database database, Settings settings, Report report) {
		int size = settings.sizeOr(100_000, 1_000_000);
		report.title("Read all");
		report.text(Report.format(
				"One thread reads %,d events in pages of 1,000, payload and metadata into records. Latencies are of a pass.\n",
				size));
		database.reset((table) -> table.fillAtRandom(size, 10));
		PlainStore plain = database.plainStore();
		EventStore sourcery = Stores.single(database);
		Results results = new Contest(settings, database)
			.enter(Side.PLAIN, 1, (thread) -> () -> readAll(plain::readAll, size))
			.enter(Side.SOURCERY, 1,
					(thread) -> () -> readAll((each) -> sourcery.readAll(EventQuery.all()).forEach(each), size))
			.run();
		report.contests("events");
		report.contest(Report.format("%,d events", size), results);
		double plainHeap = heap(plain::readAll, size);
		double sourceryHeap = heap((each) -> sourcery.readAll(EventQuery.all()).forEach(each), size);
		report.text(Report.format(
				"\nHeap in use after a collection while reading, above that before: plain %.1f MB, sourcery %.1f MB.",
				plainHeap, sourceryHeap));
		report.atLeast(Report.format("read all %,d events", size), 0.8, results.ratio(Side.SOURCERY, Side.PLAIN));
		report.mustHold("heap while reading all < 64 MB", sourceryHeap < MOST_MEGABYTES,
				Report.format("%.1f MB", sourceryHeap));
	}

	private static long readAll(Pass pass, int size) throws Exception {
		AtomicLong count = new AtomicLong();
		pass.read((event) -> count.setPlain(count.getPlain() + 1));
		if (count.get() != size) {
			throw new IllegalStateException("Read %d of %d events".formatted(count.get(), size));
		}
		return size;
	}

	private static double heap(Pass pass, int size) {
		long before = usedHeap();
		AtomicLong count = new AtomicLong();
		AtomicLong most = new AtomicLong(before);
		// not a multiple of the page size: at the end of a page there is no page in the
		// heap
		int step = size / PROBES + 1;
		try {
			pass.read((event) -> {
				if (count.incrementAndGet() % step == 0) {
					most.accumulateAndGet(usedHeap(), Math::max);
				}
			});
		}
		catch (Exception ex) {
			throw new IllegalStateException("Reading has failed: " + ex, ex);
		}
		return (most.get() - before) / 1e6;
	}

	private static long usedHeap() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	/**
	 * A pass through all events.
	 */
	@FunctionalInterface
	private interface Pass {

		void read(Consumer<Object> each) throws Exception;

	}

}
