package dev.sourcery.subscription;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs once which subscriptions are stored, but run by no node. Waits for the duration of
 * a lease, so that other nodes can start. For one thread.
 */
final class UnusedReport {

	private static final Logger logger = LoggerFactory.getLogger(UnusedReport.class);

	private final SubscriptionOperator stored;

	private final long due;

	private boolean reported;

	UnusedReport(SubscriptionOperator stored, Duration lease) {
		this.stored = stored;
		this.due = System.nanoTime() + lease.toNanos();
	}

	void report(Collection<RunningSubscription> local) {
		if (this.reported || System.nanoTime() - this.due < 0) {
			return;
		}
		try {
			report(local.stream().map(RunningSubscription::key).collect(Collectors.toSet()));
			this.reported = true;
		}
		catch (UnsupportedOperationException ex) {
			this.reported = true;
		}
		catch (RuntimeException ex) {
			// the database may be temporarily unavailable; the next look follows
			logger.debug("Subscriptions that no node runs cannot be determined: {}", FailureDescription.of(ex));
		}
	}

	private void report(Set<SubscriptionKey> local) {
		List<SubscriptionKey> unused = this.stored.find(null)
			.stream()
			.filter((subscription) -> subscription.nodes().isEmpty())
			.map(StoredSubscription::key)
			.filter((key) -> !local.contains(key))
			.toList();
		if (!unused.isEmpty()) {
			logger.warn(
					"Stored, but run by no node: {}. If the projections no longer exist, remove their stored state with Projections.operatedBy(actor).remove(name, version)",
					unused);
		}
	}

}
