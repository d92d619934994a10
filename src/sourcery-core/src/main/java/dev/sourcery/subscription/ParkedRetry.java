package dev.sourcery.subscription;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.EventStore;
import org.jspecify.annotations.Nullable;

/**
 * Handles the parked events of a subscription again, on the thread of the caller: the
 * events of a key in their order, in batches with a transaction each. If a batch fails,
 * its events are handled in transactions of their own, until one fails. For one thread.
 */
final class ParkedRetry {

	private static final int PAGE = 1000;

	// the lanes of the subscription stand during a batch
	private static final int MAX_BATCH = 100;

	private final Subscription subscription;

	private final ParkedEvents parked;

	private final EventStore store;

	private final int batchSize;

	private final List<ParkedEvent> failed = new ArrayList<>();

	private int handled;

	/**
	 * Creates an instance.
	 * @param batchSize maximum number of events in a batch of the subscription
	 */
	ParkedRetry(Subscription subscription, ParkedEvents parked, EventStore store, int batchSize) {
		this.subscription = subscription;
		this.parked = parked;
		this.store = store;
		this.batchSize = Math.min(batchSize, MAX_BATCH);
	}

	RetriedEvents retry(@Nullable String key) {
		for (String each : (key != null) ? Set.of(key) : keys()) {
			retryKey(each);
		}
		return new RetriedEvents(this.handled, this.failed);
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

	private void retryKey(String key) {
		List<ParkedEvent> batch = oldest(key);
		while (!batch.isEmpty()) {
			ParkedEvent failing = retry(batch);
			if (failing != null) {
				this.failed.add(this.parked.oldest(this.subscription.key(), key).orElse(failing));
				return;
			}
			batch = oldest(key);
		}
	}

	private List<ParkedEvent> oldest(String key) {
		return this.parked.find(this.subscription.key(), key, this.batchSize);
	}

	/**
	 * Handles the oldest events of a key.
	 * @return the event that fails, or {@code null}
	 */
	private @Nullable ParkedEvent retry(List<ParkedEvent> batch) {
		if (batch.size() > 1) {
			try {
				handle(batch);
				return null;
			}
			catch (Exception ex) {
				// the failing event is found one by one
			}
		}
		for (ParkedEvent event : batch) {
			try {
				if (!handle(List.of(event))) {
					return null;
				}
			}
			catch (Exception ex) {
				this.parked.failed(event, FailureDescription.of(ex));
				return event;
			}
		}
		return null;
	}

	/**
	 * Handles events in one transaction.
	 * @return {@code false} if another caller has retried them meanwhile
	 */
	private boolean handle(List<ParkedEvent> batch) {
		List<RecordedEvent<?>> events = read(batch);
		boolean retried = this.parked.retry(batch, () -> this.subscription.handle(events));
		this.handled += retried ? batch.size() : 0;
		return retried;
	}

	private List<RecordedEvent<?>> read(List<ParkedEvent> batch) {
		List<RecordedEvent<?>> events = new ArrayList<>(read(EventQuery.all(), batch.get(0), batch.get(0)));
		if (batch.size() > 1 && this.subscription.hasOwnKeys()) {
			// the events may be in different streams, far from each other
			batch.stream().skip(1).forEach((event) -> events.addAll(read(EventQuery.all(), event, event)));
		}
		else if (batch.size() > 1 && !events.isEmpty()) {
			EventQuery stream = EventQuery.all().streams(Set.of(events.get(0).stream()));
			Set<Position> positions = batch.stream().map(ParkedEvent::position).collect(Collectors.toSet());
			read(stream, batch.get(1), batch.get(batch.size() - 1)).stream()
				.filter((event) -> positions.contains(event.position()))
				.forEach(events::add);
		}
		if (events.size() < batch.size()) {
			throw new IllegalStateException("Of the parked events at the positions %s, %d are not in the store"
				.formatted(batch.stream().map(ParkedEvent::position).toList(), batch.size() - events.size()));
		}
		return events;
	}

	private List<RecordedEvent<?>> read(EventQuery query, ParkedEvent first, ParkedEvent last) {
		Position before = new Position(first.position().value() - 1);
		try (Stream<RecordedEvent<?>> events = this.store.readAll(query.after(before).upTo(last.position()))) {
			return events.toList();
		}
	}

}
