package dev.sourcery.subscription;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import dev.sourcery.event.Position;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class LanePlanTests {

	private static LaneState lane(int number, @Nullable String owner, List<String> nodes) {
		return new LaneState(new SubscriptionKey("notes", 1).lane(number), 10, Position.START, 1, owner, true, null,
				nodes);
	}

	@Test
	void aSingleNodeClaimsAllLanes() {
		List<LaneState> free = IntStream.range(0, 10).mapToObj((lane) -> lane(lane, null, List.of("a"))).toList();
		assertThat(LanePlan.of(free, "a", (lane) -> true).claims()).hasSize(10);
	}

	@Test
	void aNodeThatIsNotRegisteredClaimsNothing() {
		List<LaneState> free = List.of(lane(0, null, List.of("a")));
		LanePlan plan = LanePlan.of(free, "b", (lane) -> true);
		assertThat(plan.claims()).isEmpty();
		assertThat(plan.releases()).isEmpty();
	}

	@Test
	void aNodeThatCannotRunTheSubscriptionLeavesItToOthers() {
		List<LaneState> owned = List.of(lane(0, "a", List.of("b")));
		assertThat(LanePlan.of(owned, "a", (lane) -> true).releases()).hasSize(1);
		List<LaneState> withoutOthers = List.of(lane(0, "a", List.of()));
		assertThat(LanePlan.of(withoutOthers, "a", (lane) -> true).releases()).isEmpty();
	}

	@Test
	void aLaneThatNoNodeCanRunIsClaimedByANodeOnWhichItIsNotBlocked() {
		List<LaneState> free = List.of(lane(0, null, List.of()), lane(1, null, List.of()));
		assertThat(LanePlan.of(free, "a", (lane) -> lane.number() == 1).claims()).containsExactly(free.get(1).key());
	}

	@Test
	void aLaneThatIsBlockedOnOneNodeIsClaimedByAnother() {
		List<LaneState> lanes = List.of(lane(0, null, List.of("b")), lane(1, "a", List.of("a", "b")),
				lane(2, "b", List.of("a", "b")));
		assertThat(LanePlan.of(lanes, "b", (lane) -> true).claims()).containsExactly(lanes.get(0).key());
		assertThat(LanePlan.of(lanes, "a", (lane) -> true).claims()).isEmpty();
	}

	@Test
	void aNodeThatJoinsIsGivenItsShare() {
		List<LaneState> owned = IntStream.range(0, 4).mapToObj((lane) -> lane(lane, "a", List.of("a", "b"))).toList();
		assertThat(LanePlan.of(owned, "a", (lane) -> true).releases()).hasSize(2);
		assertThat(LanePlan.of(owned, "b", (lane) -> true).claims()).as("none is free").isEmpty();
	}

	/**
	 * Nodes join and leave at random; after a few rounds the lanes are spread evenly, and
	 * no lane moves any more.
	 */
	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void lanesAreSpreadEvenlyAndThenStay(long seed) {
		Random random = new Random(seed);
		int lanes = 1 + random.nextInt(20);
		Map<Integer, String> owners = new HashMap<>();
		List<String> nodes = new ArrayList<>(List.of("a", "b", "c", "d"));
		for (int change = 0; change < 20; change++) {
			if (random.nextBoolean() && nodes.size() > 1) {
				String gone = nodes.remove(random.nextInt(nodes.size()));
				owners.values().removeIf(gone::equals);
			}
			else {
				nodes.add("node" + change);
			}
			for (int round = 0; round < 10; round++) {
				plan(lanes, owners, nodes);
			}
			List<Long> counts = nodes.stream()
				.map((node) -> owners.values().stream().filter(node::equals).count())
				.toList();
			assertThat(owners).hasSize(lanes);
			assertThat(counts).allMatch((count) -> count == lanes / nodes.size() || count == lanes / nodes.size() + 1);
			assertThat(plan(lanes, owners, nodes)).as("further changes").isZero();
		}
	}

	private static int plan(int lanes, Map<Integer, String> owners, List<String> nodes) {
		int changes = 0;
		for (String node : nodes) {
			List<LaneState> stored = IntStream.range(0, lanes)
				.mapToObj((lane) -> lane(lane, owners.get(lane), nodes.stream().sorted().toList()))
				.toList();
			LanePlan plan = LanePlan.of(stored, node, (lane) -> true);
			plan.releases().forEach((lane) -> owners.remove(lane.number()));
			plan.claims().forEach((lane) -> owners.put(lane.number(), node));
			changes += plan.releases().size() + plan.claims().size();
		}
		return changes;
	}

}
