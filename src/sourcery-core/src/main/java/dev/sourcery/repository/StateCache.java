package dev.sourcery.repository;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Commit;
import org.jspecify.annotations.Nullable;

/**
 * The baselines of the aggregates that this node has used most recently. A baseline may
 * be outdated, because other nodes append as well: the version check of an append
 * decides, so an outdated baseline costs a retry. Contains committed events only.
 * Thread-safe.
 */
final class StateCache {

	// the fold takes longer than a round trip
	private static final int MAX_EVENTS = 1000;

	private static final int MAX_UNCOMMITTED = 1000;

	private final Cache<StreamId, Baseline<?>> baselines;

	// by the id of their last event; those of transactions that are rolled back expire
	private final Cache<UUID, Baseline<?>> uncommitted = Caffeine.newBuilder()
		.maximumSize(MAX_UNCOMMITTED)
		.expireAfterWrite(Duration.ofMinutes(1))
		.build();

	/**
	 * Creates a cache.
	 * @param maxSize the maximum number of states and, for aggregates whose states cannot
	 * be shared, of events
	 */
	StateCache(long maxSize) {
		this.baselines = Caffeine.newBuilder()
			.maximumWeight(maxSize)
			.weigher((StreamId stream, Baseline<?> baseline) -> 1 + baseline.events().size())
			.build();
	}

	@SuppressWarnings("unchecked")
	<A> @Nullable Baseline<A> get(AggregateType<A> type, StreamId stream) {
		Baseline<?> baseline = this.baselines.getIfPresent(stream);
		return (baseline != null && baseline.isOf(type)) ? (Baseline<A>) baseline : null;
	}

	/**
	 * Adds a baseline of committed events, unless a newer one is present.
	 */
	void add(Baseline<?> baseline) {
		if (baseline.events().size() > MAX_EVENTS) {
			this.baselines.asMap().computeIfPresent(baseline.stream(), (stream, present) -> newer(present, baseline));
			return;
		}
		this.baselines.asMap()
			.merge(baseline.stream(), baseline,
					(present, added) -> (present.version() > added.version()) ? present : added);
	}

	// one that is too long to be kept makes shorter ones outdated
	private static @Nullable Baseline<?> newer(Baseline<?> present, Baseline<?> added) {
		return (present.version() > added.version()) ? present : null;
	}

	/**
	 * Adds a baseline as soon as its last event is committed.
	 */
	void addAfterCommit(Baseline<?> baseline, UUID lastEvent) {
		this.uncommitted.put(lastEvent, baseline);
	}

	void remove(Baseline<?> baseline) {
		this.baselines.asMap().remove(baseline.stream(), baseline);
	}

	/**
	 * Continues the baselines of streams to which this node has appended.
	 */
	void committed(List<Commit> commits) {
		for (Commit commit : commits) {
			if (commit.events().isEmpty()) {
				continue;
			}
			UUID lastEvent = commit.events().get(commit.events().size() - 1).eventId();
			Baseline<?> known = this.uncommitted.asMap().remove(lastEvent);
			if (known != null) {
				add(known);
			}
			else {
				this.baselines.asMap().computeIfPresent(commit.stream(), (stream, present) -> after(present, commit));
			}
		}
	}

	// events that cannot be applied fail where the state is needed
	private static @Nullable Baseline<?> after(Baseline<?> present, Commit commit) {
		try {
			Baseline<?> next = present.after(commit);
			return (next.events().size() > MAX_EVENTS) ? null : next;
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

}
