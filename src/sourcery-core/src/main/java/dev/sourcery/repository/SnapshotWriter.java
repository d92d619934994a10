package dev.sourcery.repository;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.sourcery.Redaction;
import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.event.StreamId;
import dev.sourcery.repository.SnapshotCounters.Outcome;
import dev.sourcery.snapshot.InvalidSnapshotException;
import dev.sourcery.snapshot.SnapshotPolicy;
import dev.sourcery.store.Commit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the snapshots that are due, one after the other on a thread of its own. A failure
 * is logged and affects no command; the next multiple of the policy tries again.
 * Thread-safe.
 */
final class SnapshotWriter implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SnapshotWriter.class);

	private static final int MAX_WAITING = 1000;

	private final SnapshotCounters counters;

	private final Map<String, Taken> types = new ConcurrentHashMap<>();

	private final Set<StreamId> waiting = ConcurrentHashMap.newKeySet();

	private final ThreadPoolExecutor thread;

	SnapshotWriter(SnapshotCounters counters) {
		this.counters = counters;
		this.thread = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING),
				(work) -> {
					Thread worker = new Thread(work, "sourcery-snapshots");
					worker.setDaemon(true);
					return worker;
				});
		this.thread.allowCoreThreadTimeOut(true);
	}

	void register(AggregateType<?> type, SnapshotPolicy policy, Consumer<StreamId> take) {
		this.types.put(type.name(), new Taken(policy, take));
	}

	void committed(List<Commit> commits) {
		for (Commit commit : commits) {
			Taken taken = this.types.get(commit.stream().aggregateType());
			if (taken != null && taken.policy().isDue(commit.version() - commit.events().size(), commit.version())) {
				due(commit.stream());
			}
		}
	}

	void due(StreamId stream) {
		Taken taken = this.types.get(stream.aggregateType());
		if (taken == null || !this.waiting.add(stream)) {
			return;
		}
		try {
			this.thread.execute(() -> take(taken, stream));
		}
		catch (RejectedExecutionException ex) {
			this.waiting.remove(stream);
			this.counters.count(Outcome.FAILED);
		}
	}

	private void take(Taken taken, StreamId stream) {
		this.waiting.remove(stream);
		try {
			taken.take().accept(stream);
		}
		catch (InvalidSnapshotException ex) {
			this.counters.count(Outcome.FAILED);
			if (this.types.remove(stream.aggregateType()) != null) {
				logger.warn("No more snapshots of aggregate type {} are taken by this node", stream.aggregateType(),
						ex);
			}
		}
		catch (RuntimeException ex) {
			this.counters.count(Outcome.FAILED);
			logger.warn("The snapshot of {} could not be taken; its events are used instead", stream,
					Redaction.redact(ex));
		}
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
	}

	/**
	 * An aggregate type whose snapshots are taken.
	 */
	private record Taken(SnapshotPolicy policy, Consumer<StreamId> take) {

	}

}
