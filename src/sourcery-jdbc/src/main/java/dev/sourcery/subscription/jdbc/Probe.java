package dev.sourcery.subscription.jdbc;

import java.time.Duration;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A notification that a node sends to itself, to verify that notifications arrive.
 * Requested and received by the listener, sent by the sender.
 */
final class Probe {

	private static final String PREFIX = "?";

	private final String payload = PREFIX + UUID.randomUUID();

	private volatile Outcome outcome = Outcome.WAITING;

	private volatile @Nullable String failure;

	private long sentAt;

	/**
	 * Returns whether the payload is that of a probe of any node.
	 */
	static boolean isPayload(String payload) {
		return payload.startsWith(PREFIX);
	}

	String payload() {
		return this.payload;
	}

	void sent() {
		this.sentAt = System.nanoTime();
		this.outcome = Outcome.SENT;
	}

	void notSent(String failure) {
		this.failure = failure;
		this.outcome = Outcome.NOT_SENT;
	}

	Outcome outcome() {
		return this.outcome;
	}

	boolean isOverdue(Duration timeout) {
		return this.outcome == Outcome.SENT && System.nanoTime() - this.sentAt > timeout.toNanos();
	}

	@Nullable String failure() {
		return this.failure;
	}

	/**
	 * The states of a probe on the way to the server.
	 */
	enum Outcome {

		WAITING, SENT, NOT_SENT

	}

}
