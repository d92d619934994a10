package dev.sourcery.subscription;

import dev.sourcery.SourceryException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when an operation on a subscription is not possible in its present state.
 * Nothing was changed.
 *
 * @since 0.1
 */
public final class OperationRefusedException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final transient SubscriptionKey subscription;

	/**
	 * Creates the exception.
	 * @param subscription the subscription
	 * @param problem the reason, without a full stop at the end
	 * @param remedy what to do, in sentences
	 * @param cause the cause, or {@code null}
	 */
	public OperationRefusedException(SubscriptionKey subscription, String problem, String remedy,
			@Nullable Throwable cause) {
		super(problem, remedy, cause);
		this.subscription = subscription;
	}

	/**
	 * The subscription.
	 * @return the key
	 */
	public SubscriptionKey subscription() {
		return this.subscription;
	}

}
