package dev.sourcery.tail;

import java.util.Set;
import java.util.concurrent.Executor;

/**
 * The end of the store, as the subscriptions of one node read it: readers that are near
 * each other share queries of the settled position, and events, which are read and
 * decoded once. While a reader catches up, the next events are read in advance.
 * Thread-safe.
 * <p>
 * Readers share the objects of events, so handlers must not modify them.
 *
 * @since 0.1
 */
public final class SharedTail {

	private final EventTail tail;

	private final SettledLooks looks = new SettledLooks();

	private final TailPages pages;

	private volatile long signalledAt = System.nanoTime();

	private volatile long committedAt = this.signalledAt;

	// the commit after which events were read together with the settled position
	private volatile long readAfter = this.signalledAt;

	/**
	 * Creates a tail that reads nothing in advance.
	 * @param tail the end of the store
	 */
	public SharedTail(EventTail tail) {
		this(tail, (read) -> {
		});
	}

	/**
	 * Creates a tail.
	 * @param tail the end of the store
	 * @param prefetcher runs reads in advance; may discard them
	 */
	public SharedTail(EventTail tail, Executor prefetcher) {
		this.tail = tail;
		this.pages = new TailPages(tail, prefetcher);
	}

	/**
	 * Creates a reader.
	 * @param eventTypes the names of the event types to read; empty means all
	 * @param withMetadata whether to read the metadata of the events
	 * @return the reader, to be closed
	 */
	public TailReader reader(Set<String> eventTypes, boolean withMetadata) {
		TailReader reader = new TailReader(this, this.pages, eventTypes, withMetadata);
		this.pages.add(reader);
		return reader;
	}

	/**
	 * Records that events were committed: the next query of the settled position also
	 * reads events.
	 */
	public synchronized void signalled() {
		// synchronized: a thread that is slow must not overwrite a later time
		outdated();
		this.committedAt = this.signalledAt;
	}

	/**
	 * Records that events may have been committed: a settled position found before is no
	 * longer sufficient for readers that look for new events.
	 */
	public synchronized void outdated() {
		this.signalledAt = System.nanoTime();
	}

	/**
	 * Returns a settled position beyond the position of a reader, if one is known;
	 * otherwise the newest one, by a query that began after the last signal and within
	 * the age. The query may also read the next events of the reader.
	 * @param reader the reader
	 * @param in the incarnation in which its position was reached
	 * @param maxAge maximum age of the query, in nanoseconds
	 */
	SettledPosition settled(TailReader reader, ServerIncarnation in, long maxAge) {
		SettledPosition last = this.looks.last();
		if (last != null && last.incarnation().equals(in) && last.position().isAfter(reader.position())) {
			return last;
		}
		long oldest = System.nanoTime() - maxAge;
		long signal = this.signalledAt;
		return this.looks.look((signal - oldest > 0) ? signal : oldest, () -> look(reader));
	}

	// without a commit there are probably no events
	private SettledPosition look(TailReader reader) {
		long commit = this.committedAt;
		if (commit == this.readAfter) {
			return this.tail.settledPosition();
		}
		this.readAfter = commit;
		return this.pages.look(reader);
	}

	/**
	 * Returns the settled position by a query that begins after this call.
	 */
	SettledPosition settledNow() {
		return this.looks.look(System.nanoTime(), this.tail::settledPosition);
	}

}
