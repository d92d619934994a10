package dev.sourcery.subscription;

import org.jspecify.annotations.Nullable;

/**
 * How the batches of a subscription commit.
 *
 * @since 0.1
 */
public enum BatchCommit {

	/**
	 * As configured for all subscriptions.
	 */
	CONFIGURED,

	/**
	 * Without waiting for the disk, unless a handler appends events.
	 */
	ASYNCHRONOUS,

	/**
	 * When the commit is on the disk.
	 */
	SYNCHRONOUS;

	/**
	 * Returns the constant for an option.
	 * @param asynchronous the value of the option, or {@code null} if it is not set
	 * @return the constant
	 */
	public static BatchCommit of(@Nullable Boolean asynchronous) {
		return (asynchronous == null) ? CONFIGURED : asynchronous ? ASYNCHRONOUS : SYNCHRONOUS;
	}

	/**
	 * Returns whether the commits are asynchronous.
	 * @param configured whether they are for all subscriptions
	 * @return whether they are for this one
	 */
	public boolean isAsynchronous(boolean configured) {
		return (this == CONFIGURED) ? configured : this == ASYNCHRONOUS;
	}

}
