package dev.sourcery.subscription;

import dev.sourcery.SourceryException;
import dev.sourcery.event.Position;
import dev.sourcery.store.ConsistencyToken;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a projection has not applied the write that a caller waits for: the timeout
 * has passed, or the projection is blocked, paused or stopped.
 *
 * @since 0.1
 */
public final class SubscriptionUnavailableException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final transient SubscriptionKey key;

	private final SubscriptionState state;

	private final transient Position position;

	private final transient ConsistencyToken token;

	SubscriptionUnavailableException(SubscriptionStatus status, ConsistencyToken token) {
		this(status.key(), status.state(), status.position(), token, status.failure());
	}

	private SubscriptionUnavailableException(SubscriptionKey key, SubscriptionState state, Position position,
			ConsistencyToken token, @Nullable Throwable cause) {
		super("Projection %s is %s at position %s and has not reached %s".formatted(key, state, position,
				token.position()), remedy(state), cause);
		this.key = key;
		this.state = state;
		this.position = position;
		this.token = token;
	}

	private static String remedy(SubscriptionState state) {
		return switch (state) {
			case RUNNING, STANDBY, RETRYING -> "Retry later.";
			case PAUSED -> "Resume it.";
			case BLOCKED -> "Fix the cause, then resume or rebuild it.";
			case FAILED -> "Fix the cause, then start it again, or read on another node.";
			case STOPPED -> "Start it, or read on another node.";
		};
	}

	/**
	 * The projection.
	 * @return the key
	 */
	public SubscriptionKey key() {
		return this.key;
	}

	/**
	 * The state of the projection at the end of the wait.
	 * @return the state
	 */
	public SubscriptionState state() {
		return this.state;
	}

	/**
	 * The position that the projection had applied at the end of the wait.
	 * @return the position
	 */
	public Position position() {
		return this.position;
	}

	/**
	 * The token of the write that the caller waited for.
	 * @return the token
	 */
	public ConsistencyToken token() {
		return this.token;
	}

}
