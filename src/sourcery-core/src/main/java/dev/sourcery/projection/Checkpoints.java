package dev.sourcery.projection;

import java.util.Optional;

import dev.sourcery.event.Position;
import dev.sourcery.store.ServerIncarnation;

/**
 * Where checkpoints are kept, beside the read models. Implementations are thread-safe and
 * hold between several nodes.
 */
public interface Checkpoints {

	/**
	 * The position a projection has applied; {@link Position#START} for a new one, for
	 * which this may store a checkpoint.
	 * @param key the projection
	 * @return the position
	 */
	Position load(ProjectionKey key);

	/**
	 * The position a projection has applied; {@link Position#START} for a new one. Only
	 * reads, for callers that wait for a projection.
	 * @param key the projection
	 * @return the position
	 */
	default Position position(ProjectionKey key) {
		return load(key);
	}

	/**
	 * Runs the handlers and moves the checkpoint in one transaction. The checkpoint is
	 * locked first, so that of two nodes only one runs the handlers.
	 * @param key the projection
	 * @param from where the checkpoint must be
	 * @param to where it is moved
	 * @param incarnation the incarnation of the server in which was read what the
	 * handlers are given
	 * @param handlers what to do in the transaction; if it throws, everything is rolled
	 * back
	 * @return whether it was moved; if not, the handlers were not run: the checkpoint is
	 * somewhere else, or another node holds it, or the server of the transaction runs in
	 * another incarnation and may have lost what was read
	 */
	boolean advance(ProjectionKey key, Position from, Position to, ServerIncarnation incarnation, Runnable handlers);

	/**
	 * Moves the checkpoint back to the start, in one transaction with what empties the
	 * read model. Waits for a batch that is under way.
	 * @param key the projection
	 * @param emptying what empties the read model
	 */
	void reset(ProjectionKey key, Runnable emptying);

	/**
	 * The session that holds the checkpoint, because a batch is under way or has been
	 * left so.
	 * @param key the projection
	 * @return the session, empty if there is none or it is not known
	 */
	default Optional<CheckpointHolder> holder(ProjectionKey key) {
		return Optional.empty();
	}

}
