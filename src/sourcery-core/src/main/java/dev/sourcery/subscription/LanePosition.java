package dev.sourcery.subscription;

import dev.sourcery.event.Position;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.tail.ServerIncarnation;
import org.jspecify.annotations.Nullable;

/**
 * The position that a lane has reached on this node. After events without a handler it is
 * beyond the stored checkpoint; this is valid as long as the checkpoint is the one from
 * which the lane continued, no other node has claimed the lane since, and the server runs
 * in the same incarnation: later the positions may belong to other events.
 *
 * @param position the position
 * @param stored the checkpoint from which it was reached
 * @param token the token of the last claim of this node, -1 if there was none
 * @param incarnation the incarnation of the server in which the position was reached, or
 * {@code null} if it is not known
 */
record LanePosition(Position position, Position stored, long token, @Nullable ServerIncarnation incarnation) {

	static final LanePosition START = new LanePosition(Position.START, Position.START, -1, null);

	// the position before may be that of a lane with other events
	LanePosition claimed(long claim) {
		return new LanePosition(this.stored, this.stored, claim, null);
	}

	LanePosition moved(Position checkpoint, Position reached, @Nullable ServerIncarnation in) {
		return new LanePosition(reached, checkpoint, this.token, in);
	}

	/**
	 * Returns whether the event of a token has been applied.
	 * @param token the token
	 * @param checkpoint the stored checkpoint, read before the incarnation
	 * @param now the incarnation of the server, read after the checkpoint, or
	 * {@code null} if it is not known
	 */
	boolean hasReached(ConsistencyToken token, ClaimedPosition checkpoint, @Nullable ServerIncarnation now) {
		return isFrom(checkpoint) && now != null && now.equals(this.incarnation) && isBeyond(token);
	}

	/**
	 * Returns whether this position is beyond a stored checkpoint.
	 */
	boolean isAheadOf(ClaimedPosition checkpoint) {
		return isFrom(checkpoint) && this.position.isAfter(checkpoint.position());
	}

	private boolean isFrom(ClaimedPosition checkpoint) {
		return checkpoint.token() == this.token && checkpoint.position().equals(this.stored);
	}

	/**
	 * Returns whether the position is at or beyond a token. Only the stored checkpoint
	 * shows whether that is still valid.
	 */
	boolean isBeyond(ConsistencyToken token) {
		return !token.position().isAfter(this.position);
	}

}
