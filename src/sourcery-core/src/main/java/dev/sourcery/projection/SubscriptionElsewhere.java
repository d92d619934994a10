package dev.sourcery.projection;

import java.util.List;
import java.util.Set;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.subscription.Subscription;
import dev.sourcery.subscription.SubscriptionKey;

/**
 * A version of a projection without handlers on this node, which only waits for its
 * stored checkpoints.
 *
 * @param key the key
 */
record SubscriptionElsewhere(SubscriptionKey key) implements Subscription {

	@Override
	public Set<String> eventTypes() {
		return Set.of();
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
		throw new IllegalStateException("%s has no handlers on this node".formatted(this.key));
	}

	@Override
	public void reset() {
		throw new IllegalStateException("%s has no handlers on this node".formatted(this.key));
	}

}
