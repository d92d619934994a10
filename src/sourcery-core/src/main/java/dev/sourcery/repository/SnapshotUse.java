package dev.sourcery.repository;

import java.util.List;
import java.util.function.Function;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.InvalidAggregateException;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.snapshot.SnapshotPolicy;
import dev.sourcery.snapshot.SnapshotStatistics;
import dev.sourcery.snapshot.Snapshots;
import dev.sourcery.snapshot.StateFormat;
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

	<A> StreamFold<A> streams(AggregateType<A> type, EventFold<A> events, EventTypes registered) {
		SnapshotPolicy policy = policyOf(type);
		if (!policy.takesAny()) {
			return events;
		}
		List<EventTypeName> applied = type.eventClasses()
			.stream()
			.filter((eventClass) -> registered.eventClasses().contains(eventClass))
			.map(registered::typeOf)
			.toList();
		return new SnapshotFold<>(type, events, this.snapshots, new StateFormat<>(type.aggregateClass(), applied),
				policy, this.writer, this.counters);
	}

	private SnapshotPolicy policyOf(AggregateType<?> type) {
		SnapshotPolicy policy = this.policies.apply(type);
		if (!type.holdsCollaborators()) {
			return policy;
		}
		if (policy.events() > 0) {
			throw new InvalidAggregateException(type.aggregateClass(),
					"its snapshots would contain the collaborators of its constructor",
					"Let command handlers take the collaborators as parameters, or configure no snapshots for it.");
		}
		return SnapshotPolicy.NEVER;
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
