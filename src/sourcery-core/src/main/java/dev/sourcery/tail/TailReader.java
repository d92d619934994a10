package dev.sourcery.tail;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.Position;
import dev.sourcery.store.StoreTimeoutException;
import dev.sourcery.tail.TailBatch.StoppedBy;
import dev.sourcery.tail.TailPage.Selection;
import org.jspecify.annotations.Nullable;

/**
 * Follows the end of the store for one lane of a subscription: reads only final events,
 * and reports the position that each read reached and whether the server was restarted in
 * between. For one thread.
 *
 * @since 0.1
 */
public final class TailReader implements AutoCloseable {

	private final SharedTail tail;

	private final TailPages pages;

	private final Selection selection;

	private final ReadWindow window = new ReadWindow();

	private @Nullable SettledPosition settled;

	// found by a read that was stopped by a restart; the next read uses it
	private boolean unused;

	// whether the next read must not use the results of earlier ones
	private boolean again;

	// after a failure, reads are not shared until they have the limit they had before: a
	// smaller one may be due to lack of memory
	private int sharedLimit;

	private int minSharedLimit;

	private volatile Position position = Position.START;

	// the page of the last shared read: others may have replaced it in the shared ones
	private @Nullable TailPage current;

	// after the last page, unless the reader has caught up
	private volatile @Nullable PageRead ahead;

	// where the last read in advance began: others may replace its page before it is used
	private volatile @Nullable Position advancedTo;

	TailReader(SharedTail tail, TailPages pages, Set<String> eventTypes, boolean withMetadata) {
		this.tail = tail;
		this.pages = pages;
		this.selection = new Selection(Set.copyOf(eventTypes), withMetadata);
	}

	Selection selection() {
		return this.selection;
	}

	/**
	 * Returns the position after which the last read began.
	 */
	Position position() {
		return this.position;
	}

	/**
	 * Returns the last position that a statement may cover, which may not be settled. For
	 * the thread of the reader.
	 */
	Position endOfWindow() {
		return this.window.end(this.position, new Position(Long.MAX_VALUE));
	}

	/**
	 * Returns whether this reader has a page and there are further ones.
	 */
	boolean isBehind() {
		return this.ahead != null;
	}

	/**
	 * Returns whether a read in advance for this reader has begun at a position or after
	 * it.
	 */
	boolean hasAdvancedTo(Position from) {
		Position last = this.advancedTo;
		return last != null && !from.isAfter(last);
	}

	void advancedTo(Position from) {
		this.advancedTo = from;
	}

	/**
	 * Reads in advance, after a page is fetched for this reader, which may be a page in
	 * advance too.
	 * @param after the position after which the page begins
	 * @param next the read after that page
	 */
	void fetched(Position after, PageRead next) {
		if (after.equals(this.position)) {
			this.ahead = next;
		}
		PageRead read = this.ahead;
		if (read != null) {
			this.pages.prefetch(this, read);
		}
	}

	/**
	 * Reads the next events, with a settled position that is queried after this call.
	 * @param after the position after which to read
	 * @param in the incarnation of the server in which that position was reached, or
	 * {@code null} if it comes from the stored checkpoint
	 * @param limit maximum number of events
	 * @param stopAt the position beyond which not to read, or {@code null}
	 * @return the events, and the position that the read reached; no events and
	 * {@link StoppedBy#RESTARTED} if the server runs in another incarnation
	 * @throws EventDecodingException if the first event cannot be decoded
	 */
	public TailBatch read(Position after, @Nullable ServerIncarnation in, int limit, @Nullable Position stopAt) {
		return read(after, in, limit, stopAt, Duration.ZERO);
	}

	/**
	 * Reads the next events.
	 * @param after the position after which to read
	 * @param in the incarnation of the server in which that position was reached, or
	 * {@code null} if it comes from the stored checkpoint
	 * @param limit maximum number of events
	 * @param stopAt the position beyond which not to read, or {@code null}
	 * @param maxAge maximum age of the settled position, unless commits were signalled
	 * since
	 * @return the events, and the position that the read reached; no events and
	 * {@link StoppedBy#RESTARTED} if the server runs in another incarnation
	 * @throws EventDecodingException if the first event cannot be decoded
	 */
	public TailBatch read(Position after, @Nullable ServerIncarnation in, int limit, @Nullable Position stopAt,
			Duration maxAge) {
		if (this.position.isAfter(after)) {
			this.advancedTo = null;
		}
		this.position = after;
		SettledPosition settled = settled(after, in, maxAge);
		if (!settled.incarnation().equals(in)) {
			this.unused = true;
			return new TailBatch(List.of(), after, StoppedBy.RESTARTED, settled.incarnation());
		}
		Position last = (stopAt != null && settled.position().isAfter(stopAt)) ? stopAt : settled.position();
		if (!last.isAfter(after)) {
			this.pages.removePassed();
			caughtUp();
			return new TailBatch(List.of(), after, StoppedBy.SETTLED, settled.incarnation());
		}
		TailPage page = page(new PageRead(after, this.window.end(after, last), limit, settled));
		if (this.minSharedLimit == 0) {
			prefetchAfter(page, limit, settled);
		}
		TailBatch batch = page.batch(after, this.selection, limit, last);
		if (batch.stoppedBy() == StoppedBy.SETTLED) {
			caughtUp();
		}
		return batch;
	}

	// there is nothing left of the backlog in which the failure was
	private void caughtUp() {
		this.current = null;
		this.ahead = null;
		this.minSharedLimit = 0;
	}

	/**
	 * Discards the results of earlier reads, so that the next read queries the settled
	 * position and the events.
	 */
	public void forget() {
		this.settled = null;
		this.again = true;
		this.current = null;
		this.ahead = null;
		this.minSharedLimit = Math.max(this.minSharedLimit, this.sharedLimit);
	}

	/**
	 * Returns the settled position. A known one remains valid until all events up to it
	 * are read: the checkpoint verifies that the server is still the same.
	 */
	private SettledPosition settled(Position after, @Nullable ServerIncarnation in, Duration maxAge) {
		SettledPosition known = this.settled;
		if (known == null || !(this.unused || known.position().isAfter(after))) {
			known = (in == null || known == null) ? this.tail.settledNow()
					: this.tail.settled(this, in, maxAge.toNanos());
			this.settled = known;
		}
		this.unused = false;
		return known;
	}

	private TailPage page(PageRead read) {
		try {
			TailPage page = (this.again || read.limit() < this.minSharedLimit)
					? this.pages.readAlone(read, this.selection) : readShared(read);
			this.again = false;
			this.window.read();
			return page;
		}
		catch (StoreTimeoutException ex) {
			this.window.timedOut();
			throw ex;
		}
	}

	private TailPage readShared(PageRead read) {
		TailPage held = this.current;
		TailPage page = (held != null && held.serves(read.after(), this.selection, read.settled().incarnation())) ? held
				: this.pages.page(this, read);
		this.current = page;
		this.sharedLimit = read.limit();
		this.minSharedLimit = 0;
		return page;
	}

	private void prefetchAfter(TailPage page, int limit, SettledPosition settled) {
		Position next = page.end();
		PageRead read = new PageRead(next, this.window.end(next, settled.position()), limit, settled);
		if (page.unreadable() || read.isEmpty()) {
			this.ahead = null;
		}
		else {
			this.ahead = read;
			this.pages.prefetch(this, read);
		}
	}

	@Override
	public void close() {
		this.pages.remove(this);
	}

}
