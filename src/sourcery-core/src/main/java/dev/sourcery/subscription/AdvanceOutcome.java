package dev.sourcery.subscription;

import dev.sourcery.event.Position;

/**
 * The outcome of moving a checkpoint.
 *
 * @since 0.1
 */
public sealed interface AdvanceOutcome {

	/**
	 * The handlers have run and the checkpoint was moved.
	 */
	record Advanced() implements AdvanceOutcome {

	}

	/**
	 * Another node has moved the checkpoint; the handlers were not run.
	 *
	 * @param stored the position of the checkpoint
	 */
	record Behind(Position stored) implements AdvanceOutcome {

	}

	/**
	 * The checkpoint has the expected position but could not be moved: another session
	 * holds it, the lane must stop before that position, or the server of the transaction
	 * runs in another incarnation and may have lost the events that were read. The
	 * handlers were not run.
	 */
	record Held() implements AdvanceOutcome {

	}

	/**
	 * The claim of the lane has ended: another node may have claimed the lane. The
	 * handlers were not run.
	 */
	record Lost() implements AdvanceOutcome {

	}

}
