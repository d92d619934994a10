package dev.sourcery.subscription;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import org.jspecify.annotations.Nullable;

/**
 * The parked keys of a subscription, as one lane knows them: the claim of the lane ends
 * when another node releases a key. For one thread.
 */
final class LaneParking {

	private final Subscription subscription;

	private final ParkedEvents stored;

	private Set<String> keys = Set.of();

	LaneParking(Subscription subscription, ParkedEvents stored) {
		this.subscription = subscription;
		this.stored = stored;
	}

	void load() {
		this.keys = this.stored.keys(this.subscription.key());
	}

	/**
	 * Handles the events whose keys are not parked, and parks the others, within the
	 * transaction of a batch.
	 */
	void handle(List<RecordedEvent<?>> events) {
		if (this.keys.isEmpty()) {
			this.subscription.handle(events);
			return;
		}
		List<RecordedEvent<?>> handled = new ArrayList<>();
		List<ParkedEvent> parked = new ArrayList<>();
		for (RecordedEvent<?> event : events) {
			String key = this.subscription.laneKey(event);
			if (this.keys.contains(key)) {
				parked.add(parked(event.position(), key, 0, null));
			}
			else {
				handled.add(event);
			}
		}
		if (!handled.isEmpty()) {
			this.subscription.handle(handled);
		}
		if (!parked.isEmpty()) {
			this.stored.park(parked);
		}
	}

	/**
	 * Returns the key by which an event that fails can be parked, or {@code null} if it
	 * is not known.
	 */
	@Nullable String keyOf(FailedEvent failed) {
		RecordedEvent<?> event = failed.event();
		if (event == null) {
			return this.subscription.hasOwnKeys() ? null : failed.stream().toString();
		}
		try {
			return this.subscription.laneKey(event);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	/**
	 * Parks an event that fails, within the transaction that moves the checkpoint.
	 */
	void park(FailedEvent failed, String key, int attempts, Throwable cause) {
		this.stored.park(List.of(parked(failed.position(), key, attempts, FailureDescription.of(cause))));
	}

	/**
	 * Records that the transaction that parked a key was committed.
	 */
	void parked(String key) {
		this.keys = new HashSet<>(this.keys);
		this.keys.add(key);
	}

	private ParkedEvent parked(Position position, String key, int attempts, @Nullable String failure) {
		return new ParkedEvent(this.subscription.key(), position, key, Instant.now(), attempts, failure);
	}

}
