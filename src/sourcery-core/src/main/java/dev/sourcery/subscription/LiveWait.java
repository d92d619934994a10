package dev.sourcery.subscription;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

import dev.sourcery.store.ConsistencyToken;

/**
 * Waits until a version of a subscription has applied a write, for as long as the version
 * is live. Thread-safe.
 *
 * @since 0.1
 */
public final class LiveWait {

	private final TokenWait waits;

	private final TokenFutures futures;

	LiveWait(TokenWait waits, TokenFutures futures) {
		this.waits = waits;
		this.futures = futures;
	}

	/**
	 * Waits until all lanes have applied a write, or another version is live.
	 * @param token the token of the write
	 * @param timeout maximum time to wait
	 * @return the version that is live instead, or empty if this version has applied the
	 * write while it was live
	 * @throws SubscriptionUnavailableException if the timeout has passed, or the
	 * subscription is blocked, failed or stopped
	 * @throws InterruptedException if the thread is interrupted
	 */
	public OptionalInt await(ConsistencyToken token, Duration timeout) throws InterruptedException {
		return this.waits.awaitWhileLive(token, timeout);
	}

	/**
	 * Waits as {@link #await} does, without blocking the caller. One thread waits for all
	 * callers.
	 * @param token the token of the write
	 * @param timeout maximum time to wait
	 * @param verification invoked before and after the wait; fails if the token is not
	 * valid
	 * @return the future, which fails with the exception that {@link #await} throws, or
	 * with that of the verification
	 */
	public CompletableFuture<OptionalInt> awaitAsync(ConsistencyToken token, Duration timeout, Runnable verification) {
		return this.futures.await(token, timeout, verification);
	}

}
