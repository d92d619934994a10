package dev.sourcery.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.subscription.Subscription;
import dev.sourcery.subscription.SubscriptionKey;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A subscription that records the time at which the batch of each event was committed.
 */
final class Follower implements Subscription {

	private final SubscriptionKey key;

	private final Map<Long, Long> committedAt = new ConcurrentHashMap<>();

	Follower(String name) {
		this.key = new SubscriptionKey(name, 1);
	}

	@Override
	public SubscriptionKey key() {
		return this.key;
	}

	@Override
	public Set<String> eventTypes() {
		return Set.of(Transferred.TYPE);
	}

	@Override
	public boolean needsMetadata() {
		return false;
	}

	@Override
	public int batchSize(int configured) {
		return configured;
	}

	@Override
	public void handle(List<RecordedEvent<?>> batch) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
			@Override
			public void afterCommit() {
				long now = System.nanoTime();
				batch.forEach((event) -> Follower.this.committedAt.put(event.position().value(), now));
			}
		});
	}

	@Override
	public void reset() {
		throw new IllegalStateException("A follower is not reset");
	}

	int handled() {
		return this.committedAt.size();
	}

	/**
	 * Returns the time at which the batch of an event was committed, by the nano clock.
	 */
	long committedAt(long position) {
		return this.committedAt.getOrDefault(position, Long.MAX_VALUE);
	}

}
