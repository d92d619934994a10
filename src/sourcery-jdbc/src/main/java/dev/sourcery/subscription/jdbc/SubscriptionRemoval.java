package dev.sourcery.subscription.jdbc;

import java.util.List;

import dev.sourcery.subscription.Operation;
import dev.sourcery.subscription.OperationRefusedException;
import dev.sourcery.subscription.SubscriptionKey;

import org.springframework.transaction.support.TransactionOperations;

/**
 * Removes the rows of subscriptions that no node runs. Thread-safe.
 */
final class SubscriptionRemoval {

	private final TransactionOperations transaction;

	private final LaneLocks locks;

	private final OperationLog log;

	private final SubscriptionRows rows;

	private final VersionRows versions;

	private final ModeChange modes;

	SubscriptionRemoval(TransactionOperations transaction, LaneLocks locks, OperationLog log, SubscriptionRows rows,
			VersionRows versions, ModeChange modes) {
		this.modes = modes;
		this.transaction = transaction;
		this.locks = locks;
		this.log = log;
		this.rows = rows;
		this.versions = versions;
	}

	void remove(Operation operation) {
		SubscriptionKey subscription = operation.subscription();
		boolean joined = this.modes.isJoined(subscription);
		this.transaction.executeWithoutResult((status) -> {
			if (joined) {
				this.modes.excludeAppends();
			}
			// before the lanes, as a take-over does
			int live = this.versions.lock(subscription);
			if (joined) {
				// its lanes may have been removed by a node of an earlier release
				this.locks.lock(subscription);
			}
			else {
				this.locks.lockFor(operation);
			}
			requireUnused(subscription);
			requireNotRead(subscription, live);
			int parked = this.rows.delete(subscription);
			this.versions.deleteIfUnused(subscription);
			this.modes.forget(subscription);
			this.log.record(operation, OperationLog.DONE + ": with %d parked events".formatted(parked));
		});
	}

	private void requireUnused(SubscriptionKey subscription) {
		List<String> nodes = this.rows.nodes(subscription);
		if (!nodes.isEmpty()) {
			throw new OperationRefusedException(subscription, "%s is run by %s".formatted(subscription, nodes),
					"Stop these nodes, or update them to a release without it.", null);
		}
	}

	/**
	 * Requires that readers do not read the version: it is not live, or there is no other
	 * version that could become live.
	 */
	private void requireNotRead(SubscriptionKey subscription, int live) {
		if (live == subscription.version() && this.versions.stored(subscription.name()).size() > 1) {
			throw new OperationRefusedException(subscription,
					"%s is live, and there are other versions of it".formatted(subscription),
					"Remove it when another version has taken over.", null);
		}
	}

}
