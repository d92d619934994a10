package dev.sourcery.subscription;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.tail.EventSource;
import dev.sourcery.tail.ServerIncarnation;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stored checkpoints of a subscription for many threads with few queries. The
 * answer always comes from a query that began after the call. Thread-safe.
 */
final class CheckpointReader {

	// a query that takes longer may hang
	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

	private static final Answer UNKNOWN = new Answer(null, null, null);

	private final SubscriptionKey key;

	private final SubscriptionVersions versions;

	private final EventSource source;

	private final Supplier<List<Progress>> lanes;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition answered = this.lock.newCondition();

	private boolean busy;

	// the number of the last query, and the time at which it began
	private long begun;

	private long begunAt;

	private long ended;

	private Answer last = UNKNOWN;

	CheckpointReader(SubscriptionKey key, SubscriptionRuntime runtime, Supplier<List<Progress>> lanes) {
		this.key = key;
		this.versions = runtime.versions();
		this.source = runtime.source();
		this.lanes = lanes;
	}

	/**
	 * Reads the checkpoints, or waits for a query of another thread.
	 * @param timeout maximum time to wait for another thread; if it is not positive, the
	 * calling thread runs the query
	 */
	Answer read(long timeout) throws InterruptedException {
		// the snapshot of a transaction may be older than the query, and the query of
		// another thread may wait for this transaction
		if (timeout <= 0 || this.source.store().inCallersTransaction()) {
			return query();
		}
		long number;
		this.lock.lock();
		try {
			// a query in progress may have read before this call
			long fresh = this.begun + 1;
			if (!awaitAnswer(fresh, timeout)) {
				return UNKNOWN;
			}
			if (this.ended >= fresh) {
				return this.last;
			}
			this.busy = true;
			this.begun++;
			this.begunAt = System.nanoTime();
			number = this.begun;
		}
		finally {
			this.lock.unlock();
		}
		return queryForAll(number);
	}

	/**
	 * Waits until a query has ended, or this thread must start one.
	 * @return whether this happened before the timeout
	 */
	private boolean awaitAnswer(long fresh, long timeout) throws InterruptedException {
		long end = System.nanoTime() + timeout;
		while (this.busy && this.ended < fresh) {
			long now = System.nanoTime();
			long patience = this.begunAt + PATIENCE - now;
			if (patience <= 0) {
				return true;
			}
			if (end - now <= 0) {
				return false;
			}
			this.answered.awaitNanos(Math.min(patience, end - now));
		}
		return true;
	}

	private Answer queryForAll(long number) {
		Answer answer = UNKNOWN;
		try {
			answer = query();
			return answer;
		}
		finally {
			answer(number, answer);
		}
	}

	private void answer(long number, Answer answer) {
		this.lock.lock();
		try {
			if (number == this.begun) {
				this.busy = false;
			}
			// a query that took too long may end after one that began later
			if (number > this.ended) {
				this.ended = number;
				this.last = answer;
			}
			this.answered.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private Answer query() {
		VersionPositions stored = null;
		try {
			List<Progress> known = this.lanes.get();
			stored = this.versions.positions(this.key, known.size());
			ServerIncarnation incarnation = isAnyAhead(known, stored.lanes())
					? this.source.tail().settledPosition().incarnation() : null;
			return new Answer(stored, incarnation, null);
		}
		catch (Throwable ex) {
			// the database may be temporarily unavailable
			return new Answer(stored, null, ex);
		}
	}

	private static boolean isAnyAhead(List<Progress> lanes, List<ClaimedPosition> positions) {
		return IntStream.range(0, Math.min(lanes.size(), positions.size()))
			.anyMatch((lane) -> lanes.get(lane).reached().isAheadOf(positions.get(lane)));
	}

	/**
	 * The result of reading the stored checkpoints of all lanes.
	 *
	 * @param stored the checkpoints and the live version, {@code null} if they could not
	 * be read
	 * @param incarnation the incarnation of the server, read after the checkpoints and
	 * only if a worker of this node is ahead of its checkpoint
	 * @param failure the reason why the checkpoints could not be read; also {@code null}
	 * if the time was not sufficient
	 */
	record Answer(@Nullable VersionPositions stored, @Nullable ServerIncarnation incarnation,
			@Nullable Throwable failure) {

		/**
		 * Returns whether all lanes have applied the event of a token.
		 */
		boolean hasReached(ConsistencyToken token, List<Progress> lanes) {
			if (this.stored == null) {
				return false;
			}
			List<ClaimedPosition> positions = this.stored.lanes();
			return IntStream.range(0, positions.size())
				.allMatch((lane) -> hasReached(token, positions.get(lane),
						(lane < lanes.size()) ? lanes.get(lane) : null));
		}

		/**
		 * Returns the live version if it is another than the one whose checkpoints were
		 * read.
		 */
		OptionalInt liveInsteadOf(SubscriptionKey version) {
			return (this.stored != null && this.stored.live() != version.version()) ? OptionalInt.of(this.stored.live())
					: OptionalInt.empty();
		}

		/**
		 * Returns whether the subscription is paused for all nodes.
		 */
		boolean isPaused() {
			return this.stored != null && this.stored.lanes().stream().anyMatch(ClaimedPosition::paused);
		}

		private boolean hasReached(ConsistencyToken token, ClaimedPosition checkpoint, @Nullable Progress lane) {
			return !token.position().isAfter(checkpoint.position())
					|| (lane != null && lane.reached().hasReached(token, checkpoint, this.incarnation));
		}

	}

}
