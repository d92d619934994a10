package dev.sourcery.subscription;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.sourcery.store.ConsistencyToken;
import org.jspecify.annotations.Nullable;

/**
 * Waits for tokens without blocking the callers: one thread waits for all of them, and
 * ends when there are none. Thread-safe.
 */
final class TokenFutures {

	// the thread itself fails futures whose time has passed, if it can
	private static final long GRACE = Duration.ofSeconds(1).toNanos();

	private final TokenWait waits;

	private final ThreadFactory threads;

	private final String name;

	private final List<Pending> pending = new ArrayList<>();

	private @Nullable Thread thread;

	TokenFutures(TokenWait waits, ThreadFactory threads, String name) {
		this.waits = waits;
		this.threads = threads;
		this.name = name;
	}

	/**
	 * Waits for a token, for as long as the version of the subscription is live.
	 * @param verification invoked before the wait and after it; fails if the token is not
	 * valid
	 * @return the future of the version that is live instead, which is completed on the
	 * default executor of futures: dependent actions must not delay other futures
	 */
	CompletableFuture<OptionalInt> await(ConsistencyToken token, Duration timeout, Runnable verification) {
		Pending added = new Pending(this.waits.beginWhileLive(token, timeout), verification);
		added.failAfter(timeout);
		synchronized (this) {
			this.pending.add(added);
			if (this.thread == null) {
				start(added);
			}
		}
		this.waits.wake();
		return added.future;
	}

	private void start(Pending first) {
		try {
			Thread created = this.threads.newThread(this::run);
			created.setName("sourcery-await-" + this.name);
			created.setDaemon(true);
			created.start();
			this.thread = created;
		}
		catch (RuntimeException | Error ex) {
			// there may not be enough memory for another thread
			this.pending.remove(first);
			first.fail(ex);
		}
	}

	private void run() {
		int before = 0;
		int checks = 0;
		for (List<Pending> open = open(); !open.isEmpty(); open = open()) {
			checks = (open.size() > before) ? 1 : checks + 1;
			before = open.size();
			try {
				this.waits.check(open, checks);
			}
			catch (Throwable ex) {
				// including an interrupt, which is not one of this class
				open.forEach((each) -> each.fail(ex));
			}
		}
	}

	/**
	 * Returns the tokens that are not reached; if there are none, the thread ends.
	 */
	private synchronized List<Pending> open() {
		this.pending.removeIf((each) -> each.future.isDone() || each.ended);
		if (this.pending.isEmpty()) {
			this.thread = null;
		}
		return List.copyOf(this.pending);
	}

	/**
	 * A token that is waited for.
	 */
	static final class Pending {

		private final TokenWait.Attempt attempt;

		private final Runnable verification;

		private final CompletableFuture<OptionalInt> future = new CompletableFuture<>();

		private boolean verified;

		private volatile boolean ended;

		Pending(TokenWait.Attempt attempt, Runnable verification) {
			this.attempt = attempt;
			this.verification = verification;
		}

		/**
		 * Completes the future after its timeout also while the thread waits for a
		 * database that does not respond.
		 */
		@SuppressWarnings("FutureReturnValueIgnored")
		private void failAfter(Duration timeout) {
			long nanos = Math.min(timeout.toNanos(), Long.MAX_VALUE - GRACE) + GRACE;
			CompletableFuture<Void> timer = new CompletableFuture<Void>().orTimeout(nanos, TimeUnit.NANOSECONDS);
			timer.whenComplete((none, ex) -> {
				if (ex instanceof TimeoutException) {
					fail(this.attempt.timedOut());
				}
			});
			this.future.whenComplete((none, ex) -> timer.cancel(false));
		}

		/**
		 * Completes the future if the token is reached, or cannot be reached.
		 */
		void check(CheckpointReader.Answer answer) {
			try {
				if (!this.verified) {
					this.verification.run();
					this.verified = true;
				}
				if (this.attempt.isReached(answer)) {
					this.verification.run();
					this.ended = true;
					this.future.completeAsync(this.attempt::otherVersion);
				}
			}
			catch (Throwable ex) {
				fail(ex);
			}
		}

		void fail(Throwable failure) {
			this.ended = true;
			try {
				this.future.defaultExecutor().execute(() -> this.future.completeExceptionally(failure));
			}
			catch (RuntimeException | Error ex) {
				// there may not be enough memory for another thread
				this.future.completeExceptionally(failure);
			}
		}

	}

}
