package dev.sourcery.subscription;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.EventStore;
import org.jspecify.annotations.Nullable;

/**
 * Handles the parked events of a subscription again, on the thread of the caller: the
 * events of a key in their order, each in a transaction of its own, until one fails.
 * Thread-safe.
 */
final class ParkedRetry {

	private static final int PAGE = 1000;

	private final Subscription subscription;

	private final ParkedEvents parked;

	private final EventStore store;

	ParkedRetry(Subscription subscription, ParkedEvents parked, EventStore store) {
		this.subscription = subscription;
		this.parked = parked;
		this.store = store;
	}

	RetriedEvents retry(@Nullable String key) {
		List<ParkedEvent> failed = new ArrayList<>();
		int handled = 0;
		for (String each : (key != null) ? Set.of(key) : keys()) {
			Optional<ParkedEvent> next = this.parked.oldest(this.subscription.key(), each);
			while (next.isPresent()) {
				ParkedEvent event = next.get();
				if (!retry(event)) {
					failed.add(this.parked.oldest(this.subscription.key(), each).orElse(event));
					break;
				}
				handled++;
				next = this.parked.oldest(this.subscription.key(), each);
			}
		}
		return new RetriedEvents(handled, failed);
	}

	/**
	 * Returns the keys in the order of their oldest events.
	 */
	private Set<String> keys() {
		Set<String> keys = new LinkedHashSet<>();
		this.parked.find(this.subscription.key(), null, PAGE).forEach((event) -> keys.add(event.key()));
		keys.addAll(this.parked.keys(this.subscription.key()));
		return keys;
	}

	private boolean retry(ParkedEvent event) {
		try {
			List<RecordedEvent<?>> events = read(event.position());
			// false: another caller has retried the event meanwhile
			this.parked.retry(event, () -> this.subscription.handle(events));
			return true;
		}
		catch (Exception ex) {
			this.parked.failed(event, FailureDescription.of(ex));
			return false;
		}
	}

	private List<RecordedEvent<?>> read(Position position) {
		EventQuery query = EventQuery.all().after(new Position(position.value() - 1)).upTo(position);
		try (Stream<RecordedEvent<?>> events = this.store.readAll(query)) {
			return events.toList();
		}
	}

}
