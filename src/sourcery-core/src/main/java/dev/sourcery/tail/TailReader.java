package dev.sourcery.tail;

import java.util.List;
import java.util.Set;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.StoreTimeoutException;
import dev.sourcery.tail.EventTail.Page;
import dev.sourcery.tail.TailBatch.StoppedBy;
import org.jspecify.annotations.Nullable;

/**
 * Follows the end of the store for one lane of a subscription: reads only final events,
 * and reports the position that each read reached and whether the server was restarted in
 * between. For one thread.
 *
 * @since 0.1
 */
public final class TailReader {

	private final EventTail tail;

	private final Set<String> eventTypes;

	private final boolean withMetadata;

	private final ReadWindow window = new ReadWindow();

	private @Nullable SettledPosition settled;

	// found by a read that was stopped by a restart; the next read uses it
	private boolean unused;

	/**
	 * Creates a reader.
	 * @param tail the end of the store
	 * @param eventTypes the names of the event types to read; empty means all
	 * @param withMetadata whether to read the metadata of the events
	 */
	public TailReader(EventTail tail, Set<String> eventTypes, boolean withMetadata) {
		this.tail = tail;
		this.eventTypes = eventTypes;
		this.withMetadata = withMetadata;
	}

	/**
	 * Reads the next events.
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
		SettledPosition settled = settled(after);
		if (!settled.incarnation().equals(in)) {
			this.unused = true;
			return new TailBatch(List.of(), after, StoppedBy.RESTARTED, settled.incarnation());
		}
		Position last = (stopAt != null && settled.position().isAfter(stopAt)) ? stopAt : settled.position();
		if (!last.isAfter(after)) {
			return new TailBatch(List.of(), after, StoppedBy.SETTLED, settled.incarnation());
		}
		Position end = this.window.end(after, last);
		return batch(page(after, end, limit, settled), limit, end, last, settled.incarnation());
	}

	/**
	 * Discards the known settled position, so that the next read queries it.
	 */
	public void forgetSettled() {
		this.settled = null;
	}

	/**
	 * Returns the settled position. A known one remains valid until all events up to it
	 * are read: the checkpoint verifies that the server is still the same.
	 */
	private SettledPosition settled(Position after) {
		SettledPosition known = this.settled;
		if (known == null || !(this.unused || known.position().isAfter(after))) {
			known = this.tail.settledPosition();
			this.settled = known;
		}
		this.unused = false;
		return known;
	}

	private Page page(Position after, Position end, int limit, SettledPosition settled) {
		EventQuery query = EventQuery.all().after(after).upTo(end).eventTypes(this.eventTypes).limit(limit);
		try {
			Page page = this.tail.readPage(query, settled, this.withMetadata);
			this.window.read();
			return page;
		}
		catch (StoreTimeoutException ex) {
			this.window.timedOut();
			throw ex;
		}
	}

	private static TailBatch batch(Page page, int limit, Position end, Position last, ServerIncarnation in) {
		List<RecordedEvent<?>> events = page.events();
		if (page.end() == Page.End.ALL && events.size() < limit) {
			return new TailBatch(events, end, end.equals(last) ? StoppedBy.SETTLED : StoppedBy.LIMIT, in);
		}
		Position reached = events.get(events.size() - 1).position();
		return new TailBatch(events, reached,
				(page.end() == Page.End.UNREADABLE) ? StoppedBy.UNREADABLE : StoppedBy.LIMIT, in);
	}

}
