package dev.sourcery.subscription;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.sourcery.event.Position;

/**
 * Lanes of one node, which grant every claim. Their number cannot be changed.
 */
final class LocalLanes implements Lanes {

	private final Map<SubscriptionKey, Integer> numbers = new ConcurrentHashMap<>();

	private final Map<LaneKey, String> owners = new ConcurrentHashMap<>();

	private final Set<String> nodes = ConcurrentHashMap.newKeySet();

	@Override
	public Duration lease() {
		return Duration.ofMinutes(1);
	}

	@Override
	public boolean register(SubscriptionKey subscription, int lanes) {
		this.numbers.put(subscription, lanes);
		return true;
	}

	@Override
	public void renew(String node, Collection<SubscriptionKey> subscriptions, Collection<LaneKey> unusable,
			Collection<Fence> claims) {
		this.nodes.add(node);
	}

	@Override
	public List<LaneState> find(Collection<SubscriptionKey> subscriptions) {
		return subscriptions.stream().flatMap(this::find).toList();
	}

	private Stream<LaneState> find(SubscriptionKey subscription) {
		int number = this.numbers.getOrDefault(subscription, 0);
		return IntStream.range(0, number)
			.mapToObj(subscription::lane)
			.map((lane) -> new LaneState(lane, number, Position.START, 0, this.owners.get(lane), true, null,
					List.copyOf(this.nodes)));
	}

	@Override
	public List<Fence> claim(String node, Collection<LaneKey> lanes) {
		lanes.forEach((lane) -> this.owners.put(lane, node));
		return lanes.stream()
			.map((lane) -> new Fence(lane, this.numbers.getOrDefault(lane.subscription(), 1), 0))
			.toList();
	}

	@Override
	public void release(Fence fence) {
		this.owners.remove(fence.lane());
	}

	@Override
	public void leave(String node) {
		this.nodes.remove(node);
	}

	@Override
	public void configure(SubscriptionKey subscription, int lanes) {
		change(subscription, lanes);
	}

	@Override
	public void change(SubscriptionKey subscription, int lanes) {
		throw new UnsupportedOperationException(
				"The number of lanes of %s cannot be changed while it runs: these checkpoints are not shared by nodes"
					.formatted(subscription));
	}

	@Override
	public boolean completeChange(SubscriptionKey subscription) {
		return false;
	}

}
