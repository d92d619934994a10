package dev.sourcery.subscription;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.memory.InMemoryCheckpoints;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StoreUnavailableException;
import dev.sourcery.subscription.AdvanceOutcome.Lost;
import dev.sourcery.tail.CommitBroadcast;
import dev.sourcery.tail.EventSource;
import dev.sourcery.tail.ServerIncarnation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class RunningSubscriptionTests {

	private static final SubscriptionSettings SETTINGS = new SubscriptionSettings(10, Duration.ofMillis(5),
			Duration.ofMillis(5), Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofSeconds(20));

	private final InMemoryEventStore store = new InMemoryEventStore(
			new JsonEventSerializer(EventTypes.of(Noted.class)));

	private final ScriptedLanes lanes = new ScriptedLanes();

	private final FencedCheckpoints checkpoints = new FencedCheckpoints(this.lanes);

	private final Notes notes = new Notes();

	private final AtomicInteger threads = new AtomicInteger();

	private final RunningSubscription running = new RunningSubscription(this.notes, new SubscriptionRuntime(
			EventSource.of(this.store), this.lanes, this.checkpoints, SETTINGS, CommitBroadcast.none(), (worker) -> {
				this.threads.incrementAndGet();
				return new Thread(worker);
			}));

	@AfterEach
	void stop() {
		this.running.beginStop();
		this.running.awaitStop();
	}

	private void append(String... texts) {
		this.store.append(new StreamId("note", "1"), ExpectedVersion.any(),
				Stream.of(texts).map((text) -> NewEvent.of(new Noted(text))).toList());
	}

	private void awaitHandled(String... texts) {
		await().untilAsserted(() -> assertThat(this.notes.handled).containsExactly(texts));
	}

	private void awaitFurtherClaims(int count) {
		int before = this.lanes.claims.get();
		await().until(() -> this.lanes.claims.get() >= before + count);
	}

	@Test
	void aLaneThatIsRefusedFirstIsWorkedOnWhenItIsGranted() {
		this.lanes.granted = false;
		append("a");
		this.running.start();
		awaitFurtherClaims(2);
		assertThat(this.notes.handled).isEmpty();

		this.lanes.granted = true;
		awaitHandled("a");
		assertThat(this.checkpoints.loadOrCreate(this.notes.key().lane(0))).isEqualTo(new Position(1));
	}

	@Test
	void theThreadOfALaneComesFromTheFactory() {
		append("a");
		this.running.start();
		awaitHandled("a");
		assertThat(this.threads).as("the lane, and the claims").hasValue(2);
	}

	@Test
	void aClaimThatFailsIsRetried() {
		this.lanes.failing = true;
		append("a");
		this.running.start();
		await().until(() -> this.running.status().state() == SubscriptionState.RETRYING);
		assertThat(this.notes.handled).isEmpty();

		this.lanes.failing = false;
		awaitHandled("a");
		assertThat(this.running.status().state()).isEqualTo(SubscriptionState.RUNNING);
	}

	@Test
	void aLostClaimStopsTheWorkUntilTheLaneIsClaimedAgain() {
		append("a");
		this.running.start();
		awaitHandled("a");

		this.lanes.granted = false;
		append("b");
		awaitFurtherClaims(2);
		assertThat(this.notes.handled).containsExactly("a");

		this.lanes.granted = true;
		awaitHandled("a", "b");
	}

	@Test
	void aLaneThatAnotherNodeHasWorkedOnContinuesAtItsCheckpoint() {
		append("a");
		this.running.start();
		awaitHandled("a");
		this.lanes.granted = false;
		append("b", "c");
		awaitFurtherClaims(2);

		this.checkpoints.moveTo(new Position(2), this.notes.key().lane(0));
		this.lanes.granted = true;
		awaitHandled("a", "c");
	}

	@Test
	void eachClaimHasAFenceOfItsOwn() {
		append("a");
		this.running.start();
		awaitHandled("a");
		this.lanes.granted = false;
		append("b");
		awaitFurtherClaims(1);
		this.lanes.granted = true;
		awaitHandled("a", "b");
		assertThat(this.checkpoints.advancedBy).extracting(Fence::token).containsExactly(1L, 2L);
	}

	@Test
	void theClaimIsReleasedAtTheStop() {
		append("a");
		this.running.start();
		awaitHandled("a");
		assertThat(this.lanes.released).isEmpty();

		stop();
		assertThat(this.lanes.released).containsExactly(new Fence(this.notes.key().lane(0), 1, 1));
		assertThat(this.running.status().state()).isEqualTo(SubscriptionState.STOPPED);
	}

	@Test
	void aLaneThatWasNotGrantedIsNotReleased() {
		this.lanes.granted = false;
		this.running.start();
		awaitFurtherClaims(1);
		stop();
		assertThat(this.lanes.released).isEmpty();
	}

	@Test
	void aLaneIsClaimedAgainAfterARestart() {
		this.running.start();
		await().until(() -> this.lanes.grants.get() == 1);
		stop();
		append("a");
		this.running.start();
		awaitHandled("a");
		assertThat(this.lanes.grants).hasValue(2);
	}

	@EventType("running.noted")
	record Noted(String text) {

	}

	private static final class Notes implements Subscription {

		private final List<String> handled = new CopyOnWriteArrayList<>();

		@Override
		public SubscriptionKey key() {
			return new SubscriptionKey("notes", 1);
		}

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
			batch.forEach((event) -> this.handled.add(((Noted) event.payload()).text()));
		}

		@Override
		public void reset() {
			this.handled.clear();
		}

	}

	/**
	 * Lanes that grant claims when told to. A lane that is not granted is free, but
	 * claims of it fail.
	 */
	private static final class ScriptedLanes implements Lanes {

		private final AtomicInteger claims = new AtomicInteger();

		private final AtomicInteger grants = new AtomicInteger();

		private final List<Fence> released = new CopyOnWriteArrayList<>();

		private volatile boolean granted = true;

		private volatile boolean failing;

		private volatile @Nullable String owner;

		private volatile String node = "";

		@Override
		public Duration lease() {
			return Duration.ofMillis(30);
		}

		@Override
		public boolean register(SubscriptionKey subscription, int lanes) {
			return true;
		}

		@Override
		public void renew(String node, Collection<SubscriptionKey> subscriptions, Collection<LaneKey> unusable,
				Collection<Fence> claims) {
			this.node = node;
		}

		@Override
		public List<LaneState> find(Collection<SubscriptionKey> subscriptions) {
			return subscriptions.stream()
				.map((key) -> new LaneState(key.lane(0), 1, Position.START, this.grants.get(),
						this.granted ? this.owner : null, true, null, List.of(this.node)))
				.toList();
		}

		@Override
		public List<Fence> claim(String node, Collection<LaneKey> lanes) {
			this.claims.incrementAndGet();
			if (this.failing) {
				throw new StoreUnavailableException("08006", new SQLException("connection lost", "08006"));
			}
			if (!this.granted) {
				return List.of();
			}
			this.owner = node;
			return lanes.stream().map((lane) -> new Fence(lane, 1, this.grants.incrementAndGet())).toList();
		}

		boolean isCurrent(Fence fence) {
			return this.granted && fence.token() == this.grants.get();
		}

		@Override
		public void release(Fence fence) {
			this.released.add(fence);
			this.owner = null;
		}

		@Override
		public void leave(String node) {
		}

		@Override
		public void configure(SubscriptionKey subscription, int lanes) {
		}

		@Override
		public void change(SubscriptionKey subscription, int lanes) {
		}

		@Override
		public boolean completeChange(SubscriptionKey subscription) {
			return false;
		}

	}

	/**
	 * Checkpoints that move only with the fence of a claim.
	 */
	private static final class FencedCheckpoints implements Checkpoints {

		private final InMemoryCheckpoints target = new InMemoryCheckpoints();

		private final ScriptedLanes lanes;

		private final List<Fence> advancedBy = new CopyOnWriteArrayList<>();

		FencedCheckpoints(ScriptedLanes lanes) {
			this.lanes = lanes;
		}

		@Override
		public Position loadOrCreate(LaneKey lane) {
			return this.target.loadOrCreate(lane);
		}

		@Override
		public AdvanceOutcome advance(Fence fence, Position from, Position to, ServerIncarnation incarnation,
				Runnable handlers) {
			if (!this.lanes.isCurrent(fence)) {
				return new Lost();
			}
			AdvanceOutcome outcome = this.target.advance(fence, from, to, incarnation, handlers);
			if (outcome instanceof AdvanceOutcome.Advanced) {
				this.advancedBy.add(fence);
			}
			return outcome;
		}

		void moveTo(Position position, LaneKey lane) {
			this.target.advance(new Fence(lane, 1, 0), loadOrCreate(lane), position, new ServerIncarnation("memory"),
					() -> {
					});
		}

		@Override
		public Failing failing(Fence fence, Position position) {
			return new Failing(1, Duration.ZERO);
		}

		@Override
		public void reset(SubscriptionKey subscription, Runnable emptying) {
			this.target.reset(subscription, emptying);
		}

	}

}
