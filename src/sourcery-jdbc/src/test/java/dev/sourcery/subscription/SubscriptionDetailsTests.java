package dev.sourcery.subscription;

import java.time.Duration;
import java.util.List;

import dev.sourcery.event.Position;
import dev.sourcery.event.StreamId;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.jdbc.StoreDatabase.Ignored;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The state of projections on all nodes.
 */
class SubscriptionDetailsTests extends DetailsFixture {

	@Test
	void theDetailsShowTheLanesOfAllNodes() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		Projections two = this.nodes.start(new Journal(this));
		Awaitility.await()
			.until(() -> one.details("journal").lanes().stream().map(StoredLane::owner).distinct().count() == 2);
		two.await("journal", write("a", "1", "2", "3"), Nodes.LONG);
		SubscriptionDetails details = two.details("journal");
		assertThat(details.key()).isEqualTo(new SubscriptionKey("journal", 1));
		assertThat(details.stored().nodes()).hasSize(2);
		assertThat(details.lanes()).hasSize(2).allSatisfy((lane) -> {
			assertThat(details.stored().nodes()).contains(lane.owner());
			assertThat(lane.lease()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(10));
			assertThat(lane.failing()).isNull();
			assertThat(lane.paused()).isFalse();
			assertThat(lane.stopAt()).isNull();
		});
		assertThat(details.lanes()).extracting(StoredLane::position).contains(new Position(3));
		assertThat(details.isPaused()).isFalse();
		assertThat(details.isUnused()).isFalse();
		assertThat(details.local()).isNotNull()
			.extracting(SubscriptionStatus::state)
			.isEqualTo(SubscriptionState.RUNNING);
		assertThat(details.lastError()).isNull();
		assertThat(details.rebuildProgress()).isNull();
		assertThat(one.details("journal").eventsPerSecond() + two.details("journal").eventsPerSecond()).isPositive();
		Awaitility.await()
			.untilAsserted(() -> assertThat(one.details("journal").lag()).isEqualTo(new Lag(0, true, Duration.ZERO)));
		assertThat(one.all()).extracting(SubscriptionDetails::key).containsExactly(details.key());
	}

	@Test
	void aNodeThatRunsNothingSeesTheSame() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		one.await("journal", write("a", "1"), Nodes.LONG);
		Projections reader = this.nodes.create(Nodes.SETTINGS, new Journal(this), new Single(this));
		SubscriptionDetails details = reader.details("journal");
		assertThat(details.stored().nodes()).hasSize(1);
		assertThat(details.eventsPerSecond()).isNull();
		assertThat(details.isUnused()).isFalse();
		SubscriptionDetails never = reader.details("single");
		assertThat(never.lanes()).isEmpty();
		assertThat(never.lag().events()).isEqualTo(1);
		assertThat(never.position()).isEqualTo(Position.START);
	}

	@Test
	void theLagGrowsWhileAProjectionIsPausedAndEventsWithoutAHandlerCount() throws Exception {
		Projections one = this.nodes.start(new Single(this));
		one.await("single", write("a", "1"), Nodes.LONG);
		one.pause("single");
		write("a", "2");
		this.store.append(new StreamId("thing", "b"), ExpectedVersion.any(), List.of(NewEvent.of(new Ignored("x"))));
		SubscriptionDetails details = one.details("single");
		assertThat(details.isPaused()).isTrue();
		assertThat(details.lag().events()).isEqualTo(2);
		assertThat(details.lag().exact()).isTrue();
		assertThat(details.lag().age()).isPositive();
		assertThat(details.lanes().get(0).owner()).isNull();
		assertThat(details.lanes().get(0).lease()).isNull();
	}

	@Test
	void eventsWithoutAHandlerThatThisNodeHasPassedAreNoLag() throws Exception {
		Projections one = this.nodes.start(new Single(this));
		one.await("single", write("a", "1"), Nodes.LONG);
		ConsistencyToken ignored = this.store
			.append(new StreamId("thing", "b"), ExpectedVersion.any(), List.of(NewEvent.of(new Ignored("x"))))
			.token()
			.orElseThrow();
		one.await("single", ignored, Nodes.LONG);
		assertThat(one.details("single").lag().events()).isZero();
	}

	@Test
	void aLagOfManyEventsIsNotCounted() {
		this.jdbc.execute("""
				insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
				                             metadata, payload)
				select 'thing', 'many', version, gen_random_uuid(), 'thing.happened', 1, '{}', '{"text":"x"}'
				from generate_series(1, 10001) as version
				""");
		Projections reader = this.nodes.create(Nodes.SETTINGS, new Single(this));
		assertThat(reader.details("single").lag().events()).isEqualTo(10001);
		assertThat(reader.details("single").lag().exact()).isFalse();
	}

	@Test
	void aFailingEventIsShownOnAllNodes() {
		this.failing.add("poison");
		Projections one = this.nodes.start(new Single(this));
		Projections reader = this.nodes.create(Nodes.SETTINGS, new Single(this));
		write("a", "1", "poison");
		Awaitility.await().until(() -> one.status("single").state() == SubscriptionState.BLOCKED);
		SubscriptionDetails details = reader.details("single");
		StoredLane.FailingEvent failing = details.lanes().get(0).failing();
		assertThat(failing).isNotNull();
		assertThat(failing.position()).isEqualTo(new Position(2));
		assertThat(failing.attempts()).isPositive();
		assertThat(failing.since()).isBeforeOrEqualTo(details.lanes().get(0).movedAt().plusSeconds(60));
		assertThat(details.lastError()).contains("IllegalStateException: cannot apply");
		one.skipEvent("single", failing.position());
		assertThat(reader.details("single").lanes().get(0).failing()).isNull();
		assertThat(reader.details("single").skippedEvents()).isEqualTo(1);
		assertThat(reader.details("single").lastError()).isNull();
	}

	@Test
	void aRebuildShowsItsProgress() throws Exception {
		Projections one = this.nodes.start(new Single(this));
		ConsistencyToken token = write("a", "1", "2", "3", "4");
		one.await("single", token, Nodes.LONG);
		this.failing.add("3");
		one.rebuild("single");
		Awaitility.await().until(() -> one.status("single").state() == SubscriptionState.BLOCKED);
		assertThat(one.details("single").rebuildProgress()).isEqualTo(0.5);
		this.failing.clear();
		one.resume("single");
		one.await("single", token, Nodes.LONG);
		assertThat(one.details("single").rebuildProgress()).isNull();
	}

	@Test
	void anEventThatARetryHasAppliedDoesNotFail() throws Exception {
		this.failing.add("1");
		Projections one = this.nodes.start(new Single(this));
		ConsistencyToken token = write("a", "1");
		Awaitility.await().until(() -> one.details("single").lastError() != null);
		this.failing.clear();
		one.resume("single");
		one.await("single", token, Nodes.LONG);
		this.jdbc.update("""
				update sourcery.subscription_lanes
				set failing_position = 1, failing_since = now(), failing_attempts = 1, failing_error = 'x'
				""");
		assertThat(one.details("single").lanes().get(0).failing()).isNull();
		assertThat(one.details("single").lastError()).isNull();
	}

}
