package dev.sourcery.repository;

import java.util.List;
import java.util.function.Function;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.snapshot.SnapshotPolicy;
import dev.sourcery.snapshot.SnapshotStatistics;
import dev.sourcery.snapshot.Snapshots;
import dev.sourcery.store.Commit;

/**
 * The use of snapshots by the repositories of one factory.
 */
final class SnapshotUse implements AutoCloseable {

	private final Snapshots snapshots;

	private final Function<AggregateType<?>, SnapshotPolicy> policies;

	private final SnapshotCounters counters = new SnapshotCounters();

	private final SnapshotWriter writer = new SnapshotWriter(this.counters);

	SnapshotUse(Snapshots snapshots, Function<AggregateType<?>, SnapshotPolicy> policies) {
		this.snapshots = snapshots;
		this.policies = policies;
	}

	<A> StreamFold<A> streams(AggregateType<A> type, EventFold<A> events) {
		SnapshotPolicy policy = this.policies.apply(type);
		return policy.takesAny() ? new SnapshotFold<>(type, events, this.snapshots, policy, this.writer, this.counters)
				: events;
	}

	void committed(List<Commit> commits) {
		this.writer.committed(commits);
	}

	SnapshotStatistics statistics() {
		return this.counters.statistics();
	}

	@Override
	public void close() {
		this.writer.close();
	}

}
