package dev.sourcery.store;

import java.util.List;
import java.util.Optional;

import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;

/**
 * The result of a successful append or command. Inside a caller's transaction it becomes
 * durable with that transaction, not before.
 *
 * @since 0.1
 * @param stream the stream
 * @param version the version of the stream after the append
 * @param events the events as they were stored; empty if a command changed nothing
 * @param epoch the epoch of the store, {@link Epoch#UNKNOWN} if none is given
 */
public record Commit(StreamId stream, long version, List<RecordedEvent<?>> events, Epoch epoch) {

	/**
	 * Copies the events.
	 * @param stream the stream
	 * @param version the version of the stream after the append
	 * @param events the events as they were stored
	 * @param epoch the epoch of the store
	 */
	public Commit {
		events = List.copyOf(events);
	}

	/**
	 * Creates a commit without an epoch.
	 * @param stream the stream
	 * @param version the version of the stream after the append
	 * @param events the events as they were stored
	 */
	public Commit(StreamId stream, long version, List<RecordedEvent<?>> events) {
		this(stream, version, events, Epoch.UNKNOWN);
	}

	/**
	 * Returns a copy of this commit with another epoch.
	 * @param other the epoch
	 * @return a copy
	 */
	public Commit in(Epoch other) {
		return new Commit(this.stream, this.version, this.events, other);
	}

	/**
	 * The position of the last event.
	 * @return the position, empty if nothing was stored
	 */
	public Optional<Position> position() {
		return this.events.isEmpty() ? Optional.empty()
				: Optional.of(this.events.get(this.events.size() - 1).position());
	}

	/**
	 * Returns the token to await on a projection before reading this write.
	 * @return the token, empty if nothing was stored
	 */
	public Optional<ConsistencyToken> token() {
		return this.events.isEmpty() ? Optional.empty()
				: Optional.of(ConsistencyToken.of(this.events.get(this.events.size() - 1), this.epoch));
	}

}
