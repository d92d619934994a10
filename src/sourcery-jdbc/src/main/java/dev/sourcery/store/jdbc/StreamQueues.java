package dev.sourcery.store.jdbc;

import dev.sourcery.event.StreamId;
import org.jspecify.annotations.Nullable;

/**
 * A line of appends for each stream. The first of a line is in progress or ready. The
 * table has a fixed size and is linked through the appends themselves: nothing is
 * allocated after the construction, so no change of it fails halfway because memory is
 * exhausted. Guarded by the queue's lock.
 */
final class StreamQueues {

	private static final int BUCKETS = 1024;

	private final @Nullable WaitingAppend[] buckets = new WaitingAppend[BUCKETS];

	/**
	 * Returns the first append of the stream's line.
	 */
	@Nullable WaitingAppend first(WaitingAppend append) {
		return find(append.hash(), append.stream());
	}

	private @Nullable WaitingAppend find(int hash, StreamId stream) {
		@Nullable WaitingAppend next = this.buckets[bucket(hash)];
		while (next != null && !(next.hash() == hash && next.stream().equals(stream))) {
			next = next.nextInBucket;
		}
		return next;
	}

	private static int bucket(int hash) {
		return (hash ^ (hash >>> 16)) & (BUCKETS - 1);
	}

	void begin(WaitingAppend append) {
		int bucket = bucket(append.hash());
		append.nextInBucket = this.buckets[bucket];
		this.buckets[bucket] = append;
	}

	void join(WaitingAppend first, WaitingAppend append) {
		first.lastInLine.nextInLine = append;
		first.lastInLine = append;
		first.lengthOfLine++;
	}

	/**
	 * Removes an append from its line, if present.
	 */
	void remove(WaitingAppend append) {
		@Nullable WaitingAppend first = first(append);
		if (first == append) {
			removeFirst(append);
		}
		else if (first != null) {
			removeBehind(first, append);
		}
	}

	private void removeFirst(WaitingAppend append) {
		@Nullable WaitingAppend next = append.nextInLine;
		@Nullable WaitingAppend replacement = append.nextInBucket;
		if (next != null) {
			next.lastInLine = append.lastInLine;
			next.lengthOfLine = append.lengthOfLine - 1;
			next.nextInBucket = append.nextInBucket;
			replacement = next;
		}
		int bucket = bucket(append.hash());
		@Nullable WaitingAppend before = this.buckets[bucket];
		if (before == append) {
			this.buckets[bucket] = replacement;
			return;
		}
		while (before != null && before.nextInBucket != append) {
			before = before.nextInBucket;
		}
		if (before != null) {
			before.nextInBucket = replacement;
		}
	}

	private static void removeBehind(WaitingAppend first, WaitingAppend append) {
		@Nullable WaitingAppend before = first;
		while (before != null && before.nextInLine != append) {
			before = before.nextInLine;
		}
		if (before != null) {
			before.nextInLine = append.nextInLine;
			first.lengthOfLine--;
			if (first.lastInLine == append) {
				first.lastInLine = before;
			}
		}
	}

	boolean isEmpty() {
		for (@Nullable
		WaitingAppend first : this.buckets) {
			if (first != null) {
				return false;
			}
		}
		return true;
	}

}
