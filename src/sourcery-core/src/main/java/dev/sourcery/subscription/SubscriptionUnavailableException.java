package dev.sourcery.subscription;

import dev.sourcery.SourceryException;
import dev.sourcery.event.Position;
import dev.sourcery.store.ConsistencyToken;
import org.jspecify.annotations.Nullable;

/**
 * A projection has not applied what was waited for: time is up, or it is blocked or
 * stopped.
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
		super("Projection %s is %s at position %s and has not reached %s. %s".formatted(key, state, position,
				token.position(), remedy(state)), cause);
		this.key = key;
		this.state = state;
		this.position = position;
		this.token = token;
	}

	private static String remedy(SubscriptionState state) {
		return switch (state) {
			case RUNNING, RETRYING -> "Try again later.";
			case BLOCKED -> "Look at the cause, then resume or rebuild it.";
			case FAILED -> "Look at the cause, then start it again, or read on another node.";
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
	 * What it was doing when the waiting ended.
	 * @return the state
	 */
	public SubscriptionState state() {
		return this.state;
	}

	/**
	 * What it had applied when the waiting ended.
	 * @return the position
	 */
	public Position position() {
		return this.position;
	}

	/**
	 * What was waited for.
	 * @return the token
	 */
	public ConsistencyToken token() {
		return this.token;
	}

}
