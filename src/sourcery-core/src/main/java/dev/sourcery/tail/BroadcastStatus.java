package dev.sourcery.tail;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The status of a {@link CommitBroadcast}.
 *
 * @since 0.1
 * @param state whether this node is notified of commits of other nodes
 * @param since the time at which the state began
 * @param reason the reason for which the state is {@link State#POLLING}, otherwise
 * {@code null}
 * @param sendFailure the failure because of which other nodes are currently not notified
 * of the commits of this node, {@code null} if there is none
 */
public record BroadcastStatus(State state, Instant since, @Nullable String reason, @Nullable String sendFailure) {

	/**
	 * Returns the status of a broadcast that is not started.
	 * @param since the time at which the state began
	 * @return a status whose state is {@link State#OFF}
	 */
	public static BroadcastStatus off(Instant since) {
		return new BroadcastStatus(State.OFF, since, null, null);
	}

	/**
	 * The states of a broadcast.
	 */
	public enum State {

		/**
		 * The broadcast is not started, or does nothing.
		 */
		OFF,

		/**
		 * This node is notified of commits of other nodes.
		 */
		LISTENING,

		/**
		 * This node is currently not notified of commits of other nodes, so its followers
		 * of the store find them by polling.
		 */
		POLLING

	}

}
