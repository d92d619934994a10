package dev.sourcery.subscription;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Parked events of checkpoints that cannot store any.
 */
final class NoParkedEvents implements ParkedEvents {

	@Override
	public Set<String> keys(SubscriptionKey subscription) {
		return Set.of();
	}

	@Override
	public void park(Collection<ParkedEvent> events) {
		throw new UnsupportedOperationException("These checkpoints cannot park events");
	}

	@Override
	public List<ParkedEvent> find(SubscriptionKey subscription, @Nullable String key, int limit) {
		return List.of();
	}

	@Override
	public FailureStatus status(SubscriptionKey subscription) {
		return new FailureStatus(0, 0, null, 0);
	}

	@Override
	public boolean retry(List<ParkedEvent> retried, Runnable handler) {
		return false;
	}

	@Override
	public void failed(ParkedEvent event, String failure) {
	}

	@Override
	public int discard(SubscriptionKey subscription, @Nullable String key) {
		return 0;
	}

}
