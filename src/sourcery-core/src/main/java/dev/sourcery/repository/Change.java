package dev.sourcery.repository;

import java.util.List;
import java.util.Optional;

import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ConsistencyToken;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a command: the state of the aggregate after it, and the commit. The
 * state is folded from the state before and the new events, so no read follows the
 * commit.
 *
 * @since 0.1
 * @param <A> the aggregate class
 * @param state the state at the version of the commit; a mutable aggregate is not shared
 * with other callers
 * @param commit the commit
 */
public record Change<A>(@Nullable A state, Commit commit) {

	/**
	 * Returns the state at the version of the commit, without the changes of later
	 * commands.
	 * @return the state
	 * @throws IllegalStateException if a command to create the aggregate resulted in no
	 * events, so that there is no aggregate
	 */
	@Override
	public A state() {
		if (this.state == null) {
			throw new IllegalStateException(
					"There is no %s: the command to create it resulted in no events".formatted(stream()));
		}
		return this.state;
	}

	/**
	 * Returns the stream of the aggregate.
	 * @return the stream
	 */
	public StreamId stream() {
		return this.commit.stream();
	}

	/**
	 * Returns the version of the aggregate after the command.
	 * @return the version, 0 if there is no aggregate
	 */
	public long version() {
		return this.commit.version();
	}

	/**
	 * Returns the events as they were stored.
	 * @return the events; empty if the command changed nothing
	 */
	public List<RecordedEvent<?>> events() {
		return this.commit.events();
	}

	/**
	 * Returns the position of the last event.
	 * @return the position, empty if nothing was stored
	 */
	public Optional<Position> position() {
		return this.commit.position();
	}

	/**
	 * Returns the token for awaiting this write on a projection.
	 * @return the token, empty if nothing was stored
	 */
	public Optional<ConsistencyToken> token() {
		return this.commit.token();
	}

	/**
	 * Returns a description without the state, because the state may be personal data and
	 * this text is written to logs.
	 */
	@Override
	public String toString() {
		return "%s version %d".formatted(stream(), version());
	}

}
