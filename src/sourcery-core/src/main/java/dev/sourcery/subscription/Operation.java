package dev.sourcery.subscription;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * An operation on a subscription.
 *
 * @since 0.1
 * @param subscription the subscription
 * @param kind the kind of the operation
 * @param operator the person or program that requested it
 * @param node the name of the node on which it was requested
 * @param details its parameters, or {@code null} if it has none
 */
public record Operation(SubscriptionKey subscription, OperationKind kind, Operator operator, String node,
		@Nullable String details) {

	/**
	 * Returns this operation with other details.
	 * @param details the parameters, or {@code null}
	 * @return the operation
	 */
	public Operation with(@Nullable String details) {
		return new Operation(this.subscription, this.kind, this.operator, this.node, details);
	}

	@Override
	public String toString() {
		String what = this.kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
		return what + " of " + this.subscription + ((this.details != null) ? ": " + this.details : "");
	}

}
