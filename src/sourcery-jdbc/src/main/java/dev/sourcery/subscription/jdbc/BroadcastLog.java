package dev.sourcery.subscription.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.sourcery.Redaction;
import dev.sourcery.failure.Causes;
import dev.sourcery.tail.BroadcastStatus;
import dev.sourcery.tail.BroadcastStatus.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the status of a broadcast, and logs one line when notifications are interrupted,
 * and one line when they continue. Thread-safe.
 */
final class BroadcastLog {

	private static final Logger logger = LoggerFactory.getLogger(BroadcastLog.class);

	private volatile BroadcastStatus status = BroadcastStatus.off(Instant.now());

	private boolean outage;

	private boolean pollingLogged;

	private boolean sendFailureLogged;

	BroadcastStatus status() {
		return this.status;
	}

	synchronized void starting() {
		this.outage = false;
		this.pollingLogged = false;
		this.sendFailureLogged = false;
		this.status = new BroadcastStatus(State.POLLING, Instant.now(), "the node has not connected yet", null);
	}

	synchronized void stopped() {
		this.status = BroadcastStatus.off(Instant.now());
	}

	synchronized void listening() {
		BroadcastStatus before = this.status;
		if (before.state() != State.POLLING) {
			return;
		}
		this.status = new BroadcastStatus(State.LISTENING, Instant.now(), null, before.sendFailure());
		if (this.pollingLogged) {
			logger.info("This node is notified of commits of other nodes again, after {} ms",
					Duration.between(before.since(), this.status.since()).toMillis());
		}
		else {
			logger.debug("This node is notified of commits of other nodes");
		}
		this.pollingLogged = false;
	}

	/**
	 * Records that notifications do not arrive.
	 * @param isOutage whether the database cannot be reached, as opposed to a server or
	 * pooler that prevents notifications
	 */
	synchronized void polling(String reason, boolean isOutage) {
		BroadcastStatus before = this.status;
		if (before.state() == State.OFF) {
			return;
		}
		Instant since = (before.state() == State.POLLING) ? before.since() : Instant.now();
		this.status = new BroadcastStatus(State.POLLING, since, reason, before.sendFailure());
		if (!this.pollingLogged || (this.outage && !isOutage)) {
			logger.warn("This node is not notified of commits of other nodes, its subscriptions poll for them: {}",
					reason);
		}
		else {
			logger.debug("This node is still not notified of commits of other nodes: {}", reason);
		}
		this.pollingLogged = true;
		this.outage = isOutage;
	}

	/**
	 * Records that notifications cannot be sent. Not logged during an outage that the log
	 * contains already.
	 */
	synchronized void sendFailed(String failure) {
		BroadcastStatus before = this.status;
		if (before.state() == State.OFF) {
			return;
		}
		boolean known = this.sendFailureLogged || (this.pollingLogged && this.outage);
		if (!known) {
			this.sendFailureLogged = true;
			logger.warn("Other nodes are not notified of commits of this node, their subscriptions poll for them: {}",
					failure);
		}
		this.status = new BroadcastStatus(before.state(), before.since(), before.reason(), failure);
	}

	synchronized void sent() {
		BroadcastStatus before = this.status;
		if (this.sendFailureLogged) {
			this.sendFailureLogged = false;
			logger.info("Other nodes are notified of commits of this node again");
		}
		this.status = new BroadcastStatus(before.state(), before.since(), before.reason(), null);
	}

	/**
	 * Describes a failure and its last cause in one line.
	 */
	static String describe(Throwable failure) {
		List<Throwable> failures = Causes.of(failure);
		Throwable last = failures.get(failures.size() - 1);
		return (last == failure) ? firstLine(failure) : firstLine(failure) + ", caused by " + firstLine(last);
	}

	private static String firstLine(Throwable failure) {
		return Redaction.describe(failure).lines().findFirst().orElse("");
	}

}
