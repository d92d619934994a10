package dev.sourcery.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.RepositoryFactory;
import dev.sourcery.snapshot.SnapshotPolicy;
import dev.sourcery.store.jdbc.JdbcEventStore;

/**
 * Measures commands on aggregates that a node has in its cache, and loads from snapshots.
 */
final class CommandBenchmark implements Benchmark {

	private static final int STREAMS_PER_THREAD = 100;

	private static final int EVENTS = 20;

	private static final int LONG = 10_000;

	private static final int SHORT = 10;

	@Override
	public String name() {
		return "command";
	}

	@Override
	public void run(Database database, Settings settings, Report report) {
		report.title("Commands on known aggregates");
		report.text(
				"Aggregates of 20 events and more, each written by one thread. Plain JDBC reads and folds the stream, and appends one event at the next version.\n");
		report.contests("commits");
		for (int threads : List.of(1, 16)) {
			Results results = commands(threads, database, settings);
			report.contest("%d thread%s".formatted(threads, (threads > 1) ? "s" : ""), results);
			if (threads == 16) {
				report.atLeast("commands on known aggregates, 16 threads", 2, results.ratio(Side.SOURCERY, Side.PLAIN));
			}
		}
		report.title("Loads from snapshots");
		report.text(
				"One thread loads an aggregate of 10 events (plain) and one of 10,000 events with a snapshot (sourcery), both with sourcery.\n");
		report.contests("loads");
		Results loads = loads(database, settings);
		report.contest("10,000 events", loads);
		report.atLeast("load 10,000 events with a snapshot, as a part of the rate of 10 events", 1.0 / 3,
				loads.ratio(Side.SOURCERY, Side.PLAIN));
	}

	private static Results commands(int threads, Database database, Settings settings) {
		OwnStreams ids = OwnStreams.create(threads, STREAMS_PER_THREAD);
		OwnStreams streams = new OwnStreams(ids.ids(), STREAMS_PER_THREAD, EVENTS);
		database.reset(streams::fill);
		PlainStore plain = database.plainStore();
		Repository<Balance, String> sourcery = new RepositoryFactory(Stores.standard(database)).withStateCache(10_000)
			.of(AggregateType.of(Balance.class));
		return new Contest(settings, database).enter(Side.PLAIN, threads, (thread) -> {
			OwnStreams.Turn turn = streams.of(thread);
			return () -> {
				turn.next();
				Folded folded = plain.fold(turn.stream());
				plain.append(turn.stream(), folded.version(), List.of(Transferred.random()));
				return 1;
			};
		}).enter(Side.SOURCERY, threads, (thread) -> {
			OwnStreams.Turn turn = streams.of(thread);
			return () -> {
				turn.next();
				sourcery.with(EventsTable.metadata()).update(turn.stream(), (balance) -> Transferred.random());
				return 1;
			};
		}).run();
	}

	private static Results loads(Database database, Settings settings) {
		List<String> brief = EventsTable.randomIds(100);
		List<String> extensive = EventsTable.randomIds(2);
		database.reset((table) -> {
			table.fill(brief, SHORT);
			table.fill(extensive, LONG);
		});
		JdbcEventStore store = Stores.standard(database);
		Repository<Balance, String> plain = new RepositoryFactory(store).of(AggregateType.of(Balance.class));
		try (RepositoryFactory factory = new RepositoryFactory(store).withSnapshots(store.snapshots(),
				(type) -> new SnapshotPolicy(100, Duration.ofMillis(2)))) {
			Repository<Balance, String> snapshots = factory.of(AggregateType.of(Balance.class));
			extensive.forEach((stream) -> snapshots.update(stream, (balance) -> List.of()));
			return new Contest(settings, database).enter(Side.PLAIN, 1, (thread) -> () -> {
				plain.load(any(brief));
				return 1;
			}).enter(Side.SOURCERY, 1, (thread) -> () -> {
				snapshots.load(any(extensive));
				return 1;
			}).run();
		}
	}

	private static String any(List<String> streams) {
		return streams.get(ThreadLocalRandom.current().nextInt(streams.size()));
	}

}
