package dev.sourcery.snapshot;

import dev.sourcery.event.Position;
import dev.sourcery.event.StreamId;

/**
 * The state of an aggregate at a version, in its stored form.
 *
 * @since 0.1
 * @param stream the stream of the aggregate
 * @param version the version, from 1
 * @param lastPosition the position of the event of that version, which identifies the
 * history that the state was folded from
 * @param format the format of the state; states of another format are not readable
 * @param state the state as JSON
 */
public record StoredSnapshot(StreamId stream, long version, Position lastPosition, String format, String state) {

	/**
	 * Returns a description without the state, because the state may be personal data and
	 * this text is written to logs.
	 */
	@Override
	public String toString() {
		return "Snapshot of %s at version %d".formatted(this.stream, this.version);
	}

}
