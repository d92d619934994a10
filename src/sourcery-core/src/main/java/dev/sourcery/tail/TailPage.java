package dev.sourcery.tail;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.tail.TailBatch.StoppedBy;

/**
 * Final events that were read together: all events of some types between two positions.
 *
 * @param after the position after which it begins
 * @param end the position up to which it is complete
 * @param selection the types of the events
 * @param incarnation the incarnation of the server in which the events were read
 * @param events the events
 * @param storedTypes for each event, the name of the type under which it is stored
 * @param unreadable whether the event after the end cannot be decoded
 */
record TailPage(Position after, Position end, Selection selection, ServerIncarnation incarnation,
		List<RecordedEvent<?>> events, List<String> storedTypes, boolean unreadable) {

	/**
	 * Creates a page from the result of a query.
	 * @param end the position up to which the query is complete if all of its events can
	 * be decoded
	 */
	static TailPage of(EventTail.Page read, Position after, Position end, Selection selection,
			ServerIncarnation incarnation) {
		List<RecordedEvent<?>> events = read.events();
		Position reached = read.unreadable() ? events.get(events.size() - 1).position() : end;
		return new TailPage(after, reached, selection, incarnation, events, read.storedTypes(), read.unreadable());
	}

	/**
	 * Returns whether a read can begin within this page.
	 */
	boolean serves(Position from, Selection wanted, ServerIncarnation in) {
		return !this.after.isAfter(from) && this.end.isAfter(from) && this.incarnation.equals(in)
				&& this.selection.includes(wanted);
	}

	/**
	 * Returns the events of this page after a position, up to the limit.
	 * @param from the position
	 * @param wanted the types of the events
	 * @param limit maximum number of events
	 * @param last the position at which the read stops
	 */
	TailBatch batch(Position from, Selection wanted, int limit, Position last) {
		Position to = this.end.isAfter(last) ? last : this.end;
		List<RecordedEvent<?>> batch = new ArrayList<>();
		boolean all = wanted.types().equals(this.selection.types());
		for (int i = firstAfter(from); i < this.events.size(); i++) {
			RecordedEvent<?> event = this.events.get(i);
			if (event.position().isAfter(to)) {
				break;
			}
			// events of one position belong together
			if (batch.size() >= limit && !event.position().equals(batch.get(batch.size() - 1).position())) {
				return batch(batch, batch.get(batch.size() - 1).position(), StoppedBy.LIMIT);
			}
			if (all || wanted.includes(this.storedTypes.get(i))) {
				batch.add(event);
			}
		}
		boolean atUnreadable = this.unreadable && to.equals(this.end);
		return batch(batch, to,
				to.equals(last) ? StoppedBy.SETTLED : atUnreadable ? StoppedBy.UNREADABLE : StoppedBy.LIMIT);
	}

	private TailBatch batch(List<RecordedEvent<?>> batch, Position reached, StoppedBy stoppedBy) {
		return new TailBatch(batch, reached, stoppedBy, this.incarnation);
	}

	private int firstAfter(Position from) {
		int low = 0;
		int high = this.events.size();
		while (low < high) {
			int middle = (low + high) >>> 1;
			if (this.events.get(middle).position().isAfter(from)) {
				high = middle;
			}
			else {
				low = middle + 1;
			}
		}
		return low;
	}

	/**
	 * The events that are read.
	 *
	 * @param types the names of their types; empty means all
	 * @param withMetadata whether their metadata is read
	 */
	record Selection(Set<String> types, boolean withMetadata) {

		boolean includes(Selection other) {
			return (this.withMetadata || !other.withMetadata)
					&& (this.types.isEmpty() || (!other.types.isEmpty() && this.types.containsAll(other.types)));
		}

		boolean includes(String type) {
			return this.types.isEmpty() || this.types.contains(type);
		}

		Selection and(Selection other) {
			if (includes(other)) {
				return this;
			}
			Set<String> union = new HashSet<>(this.types);
			union.addAll(other.types);
			boolean all = this.types.isEmpty() || other.types.isEmpty();
			return new Selection(all ? Set.of() : Set.copyOf(union), this.withMetadata || other.withMetadata);
		}

	}

}
