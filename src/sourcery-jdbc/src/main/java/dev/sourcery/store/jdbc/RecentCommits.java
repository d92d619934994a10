package dev.sourcery.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReferenceArray;

import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.VersionConflictException;
import org.jspecify.annotations.Nullable;

/**
 * The newest events of the streams that this node has written most recently. An append
 * cannot succeed if this node has already committed events after the expected version, so
 * it is refused without being encoded and sent. Thread-safe and lock-free: a table of
 * fixed size in which streams replace each other.
 */
final class RecentCommits {

	private static final int SLOTS = 4096;

	private static final int MAX_EVENTS = 16;

	// A failover can lose commits, and then the expected version is correct again.
	private static final long MAX_AGE_NANOS = 1_000_000_000;

	private final AtomicReferenceArray<@Nullable Tail> tails = new AtomicReferenceArray<>(SLOTS);

	/**
	 * Adds a commit that is durable and visible.
	 */
	void add(Commit commit) {
		if (!commit.events().isEmpty()) {
			int slot = slot(commit.stream());
			Tail before = this.tails.get(slot);
			while (!this.tails.compareAndSet(slot, before, Tail.of(commit, before))) {
				before = this.tails.get(slot);
			}
		}
	}

	/**
	 * Removes all entries, because commits may have been lost.
	 */
	void clear() {
		for (int slot = 0; slot < SLOTS; slot++) {
			this.tails.set(slot, null);
		}
	}

	/**
	 * Refuses an append if this node has committed events after its expected version. A
	 * repeated append is accepted: its own events are among the committed ones.
	 * @throws VersionConflictException if the append cannot succeed
	 */
	void requireNotPassed(Append append) {
		if (append.expected() instanceof ExpectedVersion.Exactly exactly) {
			Tail tail = this.tails.get(slot(append.stream()));
			if (tail != null && tail.isPast(append, exactly.version())) {
				throw new VersionConflictException(append.stream(), append.expected(), tail.version(),
						tail.typesAfter(exactly.version()), null);
			}
		}
	}

	private static int slot(StreamId stream) {
		int hash = stream.hashCode();
		return (hash ^ (hash >>> 16)) & (SLOTS - 1);
	}

	/**
	 * The newest events of a stream.
	 *
	 * @param stream the stream
	 * @param version the version of the last event
	 * @param events the events up to that version, without a gap
	 * @param since the time at which the last event was added, in nanoseconds of
	 * {@link System#nanoTime()}
	 */
	private record Tail(StreamId stream, long version, List<Place> events, long since) {

		/**
		 * Returns the tail after a commit, or the previous one if that is newer.
		 */
		private static @Nullable Tail of(Commit commit, @Nullable Tail before) {
			List<Place> events = new ArrayList<>();
			if (before != null && before.stream.equals(commit.stream())) {
				if (before.version >= commit.version()) {
					return before;
				}
				if (before.version == commit.version() - commit.events().size()) {
					events.addAll(before.events);
				}
			}
			for (RecordedEvent<?> event : commit.events()) {
				events.add(new Place(event.eventId(), event.type()));
			}
			int from = Math.max(0, events.size() - MAX_EVENTS);
			return new Tail(commit.stream(), commit.version(), List.copyOf(events.subList(from, events.size())),
					System.nanoTime());
		}

		private boolean isPast(Append append, long expected) {
			return this.stream.equals(append.stream()) && this.version > expected
					&& this.version - this.events.size() <= expected && System.nanoTime() - this.since <= MAX_AGE_NANOS
					&& !holdsEventOf(append);
		}

		private boolean holdsEventOf(Append append) {
			return append.events()
				.stream()
				.anyMatch((event) -> this.events.stream().anyMatch((place) -> place.eventId().equals(event.eventId())));
		}

		private List<EventTypeName> typesAfter(long expected) {
			int after = (int) (expected - (this.version - this.events.size()));
			return this.events.subList(after, this.events.size()).stream().map(Place::type).toList();
		}

	}

	/**
	 * An event without its content.
	 */
	private record Place(UUID eventId, EventTypeName type) {

	}

}
