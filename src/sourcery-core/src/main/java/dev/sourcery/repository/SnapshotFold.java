package dev.sourcery.repository;

import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.event.StreamId;
import dev.sourcery.repository.SnapshotCounters.Outcome;
import dev.sourcery.snapshot.InvalidSnapshotException;
import dev.sourcery.snapshot.SnapshotPolicy;
import dev.sourcery.snapshot.Snapshots;
import dev.sourcery.snapshot.StateFormat;
import dev.sourcery.snapshot.StoredSnapshot;
import dev.sourcery.store.StreamPayloads.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Folds a stream from its snapshot, or from its first event if there is no usable
 * snapshot. The last event of a snapshot is read again, because a restored backup may
 * have another one of its version.
 *
 * @param <A> the aggregate class
 */
final class SnapshotFold<A> implements StreamFold<A> {

	private final AggregateType<A> type;

	private final StreamFold<A> events;

	private final Snapshots snapshots;

	private final StateFormat<A> format;

	private final SnapshotPolicy policy;

	private final SnapshotWriter writer;

	private final SnapshotCounters counters;

	SnapshotFold(AggregateType<A> type, StreamFold<A> events, Snapshots snapshots, StateFormat<A> format,
			SnapshotPolicy policy, SnapshotWriter writer, SnapshotCounters counters) {
		this.type = type;
		this.events = events;
		this.snapshots = snapshots;
		this.format = format;
		this.policy = policy;
		this.writer = writer;
		this.counters = counters;
		writer.register(type, policy, this::take);
	}

	@Override
	public Optional<Baseline<A>> read(StreamId stream, boolean repeatable) {
		long began = System.nanoTime();
		Optional<Baseline<A>> found = fromSnapshot(stream, repeatable);
		if (this.policy.isSlow(Duration.ofNanos(System.nanoTime() - began))) {
			this.writer.due(stream);
		}
		return found;
	}

	private Optional<Baseline<A>> fromSnapshot(StreamId stream, boolean repeatable) {
		Snapshots.Found found = this.snapshots.read(stream, this.format.name());
		StoredSnapshot snapshot = found.snapshot();
		if (snapshot == null || !snapshot.format().equals(this.format.name())) {
			this.counters.count((snapshot == null) ? Outcome.MISSING : Outcome.OTHER_FORMAT);
			return Folding.of(this.type, stream, null, repeatable).of(found.events());
		}
		Baseline<A> continued;
		try (Stream<Payload> events = found.events()) {
			continued = continued(snapshot, events.iterator(), repeatable);
		}
		if (continued == null) {
			return this.events.read(stream, repeatable);
		}
		this.counters.count(Outcome.USED);
		return Optional.of(continued);
	}

	private @Nullable Baseline<A> continued(StoredSnapshot snapshot, Iterator<Payload> events, boolean repeatable) {
		Baseline<A> base;
		try {
			base = Baseline.of(this.type, snapshot, this.format);
		}
		catch (InvalidSnapshotException ex) {
			this.counters.count(Outcome.UNREADABLE);
			return null;
		}
		if (!events.hasNext() || !base.endsWith(events.next())) {
			this.counters.count(Outcome.REPLACED_HISTORY);
			return null;
		}
		try {
			return Folding.of(this.type, snapshot.stream(), base, repeatable).after(base, events);
		}
		catch (RuntimeException ex) {
			// if the events are the cause, the fold from the first one fails as well
			this.counters.count(Outcome.UNREADABLE);
			return null;
		}
	}

	/**
	 * Stores the current state of a stream.
	 */
	private void take(StreamId stream) {
		Baseline<A> current = read(stream, false).orElse(null);
		@Nullable A state = (current != null) ? current.state() : null;
		if (current != null && state != null) {
			boolean stored = this.snapshots.save(new StoredSnapshot(stream, current.version(), current.lastPosition(),
					this.format.name(), this.format.write(state)));
			this.counters.count(stored ? Outcome.WRITTEN : Outcome.DECLINED);
		}
	}

}
