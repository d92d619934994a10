package dev.sourcery.store;

import java.util.List;
import java.util.Optional;

import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;

/**
 * What a successful append or command returns. Inside a caller's transaction it becomes
 * durable with that transaction, not before.
 *
 * @param stream the stream
 * @param version the version of the stream afterwards
 * @param events the events as they were stored; empty if a command changed nothing
 */
public record Commit(StreamId stream, long version, List<RecordedEvent<?>> events) {

	/**
	 * Copies the events.
	 * @param stream the stream
	 * @param version the version of the stream afterwards
	 * @param events the events as they were stored
	 */
	public Commit {
		events = List.copyOf(events);
	}

	/**
	 * Position of the last event.
	 * @return the position, empty if nothing was stored
	 */
	public Optional<Position> position() {
		return this.events.isEmpty() ? Optional.empty()
				: Optional.of(this.events.get(this.events.size() - 1).position());
	}

	/**
	 * What to await on a projection to read this write.
	 * @return the token, empty if nothing was stored
	 */
	public Optional<ConsistencyToken> token() {
		return position().map(ConsistencyToken::new);
	}

}
