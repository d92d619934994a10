package dev.sourcery.subscription;

import java.util.List;

import dev.sourcery.event.Position;
import dev.sourcery.tail.EventTail;
import org.jspecify.annotations.Nullable;

/**
 * The operations of one operator on a subscription, on all nodes. Each is recorded.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class OperatedSubscription {

	private static final String DONE = "done";

	private static final long INTERVAL = 20;

	private final Subscription subscription;

	private final RunningSubscription running;

	private final SubscriptionRuntime runtime;

	private final SubscriptionOperator stored;

	private final Operator operator;

	private final RecordedFailures failures;

	/**
	 * Creates an instance.
	 * @param subscription the subscription
	 * @param running the subscription on this node
	 * @param runtime the runtime of this node
	 * @param operator the operator
	 */
	public OperatedSubscription(Subscription subscription, RunningSubscription running, SubscriptionRuntime runtime,
			Operator operator) {
		this.subscription = subscription;
		this.running = running;
		this.runtime = runtime;
		this.stored = runtime.checkpoints().operator();
		this.operator = operator;
		this.failures = new RecordedFailures(this.stored);
	}

	/**
	 * Pauses the subscription on all nodes, also before it runs for the first time. Waits
	 * for the batches in progress.
	 * @throws OperationRefusedException if a batch has not ended within the timeout
	 */
	public void pause() {
		Operation pause = operation(OperationKind.PAUSE, null);
		this.failures.run(pause, () -> {
			this.runtime.coordinator().register(this.subscription);
			this.stored.pause(pause);
		});
		this.runtime.coordinator().wake();
	}

	/**
	 * Ends a pause, and retries blocked batches, on all nodes. Waits until nodes have
	 * started the lanes concerned, unless no node runs the subscription.
	 * @throws OperationRefusedException if a batch has not ended within the timeout
	 * @throws OperationUnconfirmedException if no node has started a lane within the
	 * timeout
	 */
	public void resume() {
		Operation resume = operation(OperationKind.RESUME, null);
		long end = System.nanoTime() + this.operator.timeout().toNanos();
		List<Fence> resumed = this.failures.call(resume, () -> this.stored.resume(resume));
		this.running.resume();
		this.runtime.coordinator().wake();
		List<LaneKey> missing = awaitClaims(resumed, end);
		if (!missing.isEmpty()) {
			this.stored.recordSeparately(resume, "unconfirmed: no node has started " + missing);
			throw new OperationUnconfirmedException(resume, missing);
		}
	}

	private List<LaneKey> awaitClaims(List<Fence> resumed, long end) {
		List<LaneKey> missing = this.stored.unclaimed(resumed);
		while (!missing.isEmpty() && System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
			try {
				Thread.sleep(INTERVAL);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			missing = this.stored.unclaimed(resumed);
		}
		return missing;
	}

	/**
	 * Moves the checkpoint of the lane that fails at an event past this event.
	 * @param position the position of the event
	 * @throws OperationRefusedException if no lane fails at this event, or a retry of the
	 * event has not ended within the timeout
	 */
	public void skip(Position position) {
		Operation skip = operation(OperationKind.SKIP_EVENT, "position " + position);
		this.failures.run(skip, () -> this.stored.skip(skip, position));
		this.runtime.coordinator().wake();
	}

	/**
	 * Moves the checkpoints of all lanes to the last event at or before a position.
	 * @param position the position
	 * @return the new position of the checkpoints
	 * @throws OperationRefusedException if the position is not settled, the subscription
	 * has never run, or a batch has not ended within the timeout
	 */
	public Position moveTo(Position position) {
		Operation move = operation(OperationKind.MOVE, "to position " + position);
		EventTail tail = this.runtime.source().tail();
		Position moved = this.failures.call(move, () -> {
			if (position.isAfter(tail.settledPosition().position())) {
				throw new OperationRefusedException(this.subscription.key(),
						"The %s is not possible: events before that position are not final, or do not exist"
							.formatted(move),
						"Retry when the transactions that append have ended, or use an earlier position.", null);
			}
			Position last = tail.lastPosition(position);
			this.stored.move(move, last);
			return last;
		});
		this.runtime.coordinator().wake();
		return moved;
	}

	/**
	 * Compares the stored state with the events.
	 * @return the problems
	 */
	public VerificationReport verify() {
		Operation verify = operation(OperationKind.VERIFY, null);
		return this.failures.call(verify, () -> {
			VerificationReport report = this.stored.verify(this.subscription.key());
			this.stored.recordSeparately(verify, DONE + ": %d problems".formatted(report.problems().size()));
			return report;
		});
	}

	/**
	 * Resets the subscription and restarts it from the first event.
	 * @throws IllegalStateException if the subscription cannot be reset
	 */
	public void rebuild() {
		Operation rebuild = operation(OperationKind.REBUILD, null);
		this.failures.run(rebuild, () -> this.running.rebuild(() -> this.stored.record(rebuild, DONE)));
	}

	/**
	 * Changes the number of lanes: each lane continues to one position, and the new lanes
	 * start there. Returns before that has happened.
	 * @param number the number of lanes, from 1
	 * @throws IllegalArgumentException if the number is not positive
	 */
	public void changeLanes(int number) {
		Operation change = operation(OperationKind.CHANGE_LANES, "to " + number);
		this.failures.run(change, () -> this.running.changeLanes(number, () -> this.stored.record(change, DONE)));
	}

	/**
	 * Handles parked events again.
	 * @param key the key of the events, or {@code null} for all keys
	 * @return the result
	 */
	public RetriedEvents retryParked(@Nullable String key) {
		Operation retry = operation(OperationKind.RETRY_PARKED, describe(key));
		return this.failures.call(retry, () -> {
			// several transactions
			this.stored.recordSeparately(retry, "begun");
			RetriedEvents retried = this.running.retryParked(key);
			this.stored.recordSeparately(retry,
					DONE + ": %d events handled, %d keys failed".formatted(retried.handled(), retried.failed().size()));
			return retried;
		});
	}

	/**
	 * Removes parked events without handling them.
	 * @param key the key of the events, or {@code null} for all keys
	 * @return the number of events
	 */
	public int discardParked(@Nullable String key) {
		Operation discard = operation(OperationKind.DISCARD_PARKED, describe(key));
		return this.failures.call(discard, () -> this.running.discardParked(key,
				(number) -> this.stored.record(discard, DONE + ": " + number + " events")));
	}

	private static @Nullable String describe(@Nullable String key) {
		return (key != null) ? "key " + key : null;
	}

	private Operation operation(OperationKind kind, @Nullable String details) {
		return new Operation(this.subscription.key(), kind, this.operator, this.runtime.coordinator().node(), details);
	}

}
