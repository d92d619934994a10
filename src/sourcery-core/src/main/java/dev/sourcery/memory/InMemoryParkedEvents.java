package dev.sourcery.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.sourcery.event.Position;
import dev.sourcery.subscription.FailureStatus;
import dev.sourcery.subscription.ParkedEvent;
import dev.sourcery.subscription.ParkedEvents;
import dev.sourcery.subscription.SubscriptionKey;
import org.jspecify.annotations.Nullable;

/**
 * Parked events in memory. A lane that runs does not notice that a key was released until
 * it is started again. Thread-safe.
 */
final class InMemoryParkedEvents implements ParkedEvents {

	private final List<ParkedEvent> events = new ArrayList<>();

	private final Map<SubscriptionKey, Long> skipped = new HashMap<>();

	@Override
	public synchronized Set<String> keys(SubscriptionKey subscription) {
		return this.events.stream()
			.filter(matching(subscription, null))
			.map(ParkedEvent::key)
			.collect(Collectors.toSet());
	}

	@Override
	public synchronized void park(Collection<ParkedEvent> parked) {
		this.events.addAll(parked);
		this.events.sort(Comparator.comparing(ParkedEvent::position));
	}

	synchronized void skipped(SubscriptionKey subscription) {
		this.skipped.merge(subscription, 1L, Long::sum);
	}

	@Override
	public synchronized List<ParkedEvent> find(SubscriptionKey subscription, @Nullable String key, int limit) {
		return this.events.stream().filter(matching(subscription, key)).limit(limit).toList();
	}

	private static Predicate<ParkedEvent> matching(SubscriptionKey subscription, @Nullable String key) {
		return (event) -> event.subscription().equals(subscription) && (key == null || key.equals(event.key()));
	}

	@Override
	public synchronized FailureStatus status(SubscriptionKey subscription) {
		List<ParkedEvent> parked = find(subscription, null, Integer.MAX_VALUE);
		Instant now = Instant.now();
		Duration oldest = parked.stream()
			.map(ParkedEvent::parkedAt)
			.min(Comparator.naturalOrder())
			.map((since) -> Duration.between(since, now))
			.orElse(null);
		return new FailureStatus(parked.size(), keys(subscription).size(), oldest,
				this.skipped.getOrDefault(subscription, 0L));
	}

	@Override
	public synchronized boolean retry(List<ParkedEvent> retried, Runnable handler) {
		ParkedEvent first = retried.get(0);
		List<ParkedEvent> oldest = find(first.subscription(), first.key(), retried.size());
		if (!positions(oldest).equals(positions(retried))) {
			return false;
		}
		handler.run();
		this.events.removeAll(oldest);
		return true;
	}

	private static List<Position> positions(List<ParkedEvent> parked) {
		return parked.stream().map(ParkedEvent::position).toList();
	}

	@Override
	public synchronized void failed(ParkedEvent event, String failure) {
		this.events.replaceAll((parked) -> (parked.subscription().equals(event.subscription())
				&& parked.position().equals(event.position()))
						? new ParkedEvent(parked.subscription(), parked.position(), parked.key(), parked.parkedAt(),
								parked.attempts() + 1, failure)
						: parked);
	}

	@Override
	public synchronized int discard(SubscriptionKey subscription, @Nullable String key) {
		int before = this.events.size();
		this.events.removeIf(matching(subscription, key));
		return before - this.events.size();
	}

}
