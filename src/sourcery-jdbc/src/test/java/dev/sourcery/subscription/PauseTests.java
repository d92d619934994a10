package dev.sourcery.subscription;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.memory.InMemoryCheckpoints;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Projections are paused for all nodes, from any node.
 */
class PauseTests extends PauseFixture {

	@Test
	void aPauseHoldsForAllNodesAndIsEndedFromAnother() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		Projections two = this.nodes.start(new Journal(this));
		one.await("journal", write("a", "1"), Nodes.LONG);
		two.operatedBy("ada").pause("journal");
		ConsistencyToken token = write("b", "2", "3");
		awaitState(one, SubscriptionState.PAUSED);
		awaitState(two, SubscriptionState.PAUSED);
		Projections three = this.nodes.start(new Journal(this));
		awaitState(three, SubscriptionState.PAUSED);
		assertThat(journal()).containsExactly("1");

		one.operatedBy("bob").resume("journal");
		one.await("journal", token, Nodes.LONG);
		two.await("journal", token, Nodes.LONG);
		assertThat(journal()).containsExactlyInAnyOrder("1", "2", "3");
		Awaitility.await().until(() -> three.status("journal").state() != SubscriptionState.PAUSED);
		assertThat(operations()).containsExactly("ada: pause journal done", "bob: resume journal done: 2 lanes");
	}

	@Test
	void aPauseReturnsWhenTheBatchesInProgressHaveEnded() throws Exception {
		this.gate = new CountDownLatch(1);
		Projections one = this.nodes.start(new Journal(this));
		Projections other = this.nodes.create(Nodes.SETTINGS, new Journal(this));
		write("a", "1");
		assertThat(this.inHandler.await(30, TimeUnit.SECONDS)).isTrue();
		Future<List<String>> paused = this.threads.submit(() -> {
			other.pause("journal");
			return journal();
		});
		this.database.awaitBlockedBackend();
		assertThat(paused.isDone()).isFalse();
		this.gate.countDown();
		assertThat(paused.get(30, TimeUnit.SECONDS)).containsExactly("1");
		write("a", "2");
		awaitState(one, SubscriptionState.PAUSED);
		assertThat(journal()).containsExactly("1");
	}

	@Test
	void aPauseThatCannotBeConfirmedIsRefusedAndNothingIsPaused() throws Exception {
		this.gate = new CountDownLatch(1);
		Projections one = this.nodes.start(new Journal(this));
		ConsistencyToken token = write("a", "1");
		assertThat(this.inHandler.await(30, TimeUnit.SECONDS)).isTrue();
		assertThatExceptionOfType(OperationRefusedException.class)
			.isThrownBy(() -> one.operatedBy("ada").within(Duration.ofMillis(50)).pause("journal"))
			.withMessageContaining("a batch has not ended");
		this.gate.countDown();
		one.await("journal", token, Nodes.LONG);
		assertThat(operations()).singleElement().asString().startsWith("ada: pause journal refused:");
	}

	@Test
	void aWaitForAPausedProjectionEndsWithAnErrorOnAnyNode() {
		Projections one = this.nodes.start(new Journal(this));
		Projections reader = this.nodes.create(Nodes.SETTINGS, new Journal(this));
		Awaitility.await()
			.until(() -> this.jdbc.queryForObject("select count(owner) from sourcery.subscription_lanes",
					Integer.class) == 2);
		one.pause("journal");
		ConsistencyToken token = write("a", "1");
		for (Projections node : List.of(one, reader)) {
			assertThatExceptionOfType(SubscriptionUnavailableException.class)
				.isThrownBy(() -> node.await("journal", token, Duration.ofHours(1)))
				.satisfies((ex) -> assertThat(ex.state()).isEqualTo(SubscriptionState.PAUSED))
				.withMessageContaining("is PAUSED")
				.withMessageContaining("Resume it.");
		}
	}

	@Test
	void aWaitThatHasBegunEndsWithThePause() throws Exception {
		this.failing.add("1");
		Projections one = this.nodes.start(new Journal(this));
		ConsistencyToken token = write("a", "1");
		awaitState(one, SubscriptionState.BLOCKED);
		Projections reader = this.nodes.create(Nodes.SETTINGS, new Journal(this));
		Future<?> waiting = this.threads.submit(() -> {
			reader.await("journal", token, Duration.ofHours(1));
			return null;
		});
		one.pause("journal");
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
			.withMessageContaining("is PAUSED");
	}

	@Test
	void aPauseSurvivesARestartAndARebuildAndAChangeOfLanes() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		one.await("journal", write("a", "1"), Nodes.LONG);
		one.pause("journal");
		one.pause("journal");
		one.stop();
		one.start();
		awaitState(one, SubscriptionState.PAUSED);
		one.rebuild("journal");
		one.changeLanes("journal", 3);
		Awaitility.await()
			.until(() -> this.jdbc.queryForObject("select max(lanes) from sourcery.subscription_lanes",
					Integer.class) == 3);
		awaitState(one, SubscriptionState.PAUSED);
		assertThat(journal()).isEmpty();
		assertThat(this.jdbc.queryForList("select paused from sourcery.subscription_lanes", Boolean.class))
			.containsExactly(true, true, true);
		ConsistencyToken token = write("a", "2");
		one.resume("journal");
		one.await("journal", token, Nodes.LONG);
		assertThat(journal()).containsExactly("1", "2");
		assertThat(operations()).containsExactly("application: pause journal done",
				"application: pause journal done: was paused already", "application: rebuild journal done",
				"application: change_lanes journal done", "application: resume journal done: 3 lanes");
	}

	// as a node of the previous release claims a lane and moves its checkpoint
	@Test
	void aNodeThatDoesNotKnowOfPausesCannotMoveAPausedLane() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		ConsistencyToken token = write("a", "1");
		one.await("journal", token, Nodes.LONG);
		one.pause("journal");
		one.stop();
		write("a", "2");
		this.jdbc.update("update sourcery.subscription_lanes set owner = 'old', fence = fence + 1");
		assertThat(this.jdbc.queryForList("""
				update sourcery.subscription_lanes
				set position = 2, updated_at = clock_timestamp()
				where lane < lanes
				returning position
				""")).isEmpty();
		assertThat(this.jdbc.queryForList("""
				update sourcery.projection_checkpoints set position = 2 returning position
				""")).isEmpty();
		assertThat(this.jdbc.update("update sourcery.subscription_lanes set position = 0")).as("a reset").isEqualTo(2);
	}

	@Test
	void aProjectionIsPausedBeforeItsFirstStart() throws Exception {
		Projections node = this.nodes.create(Nodes.SETTINGS, new Journal(this));
		node.pause("journal");
		ConsistencyToken token = write("a", "1");
		node.start();
		awaitState(node, SubscriptionState.PAUSED);
		assertThat(journal()).isEmpty();
		node.resume("journal");
		node.await("journal", token, Nodes.LONG);
	}

	@Test
	void aProjectionInTheTransactionOfTheAppendCannotBePaused() {
		Projections node = this.nodes.create(Nodes.SETTINGS, new Journal(this), new Joining());
		assertThatIllegalStateException().isThrownBy(() -> node.pause("joining"))
			.withMessageContaining("in the append's transaction");
		assertThatIllegalArgumentException().isThrownBy(() -> node.pause("unknown"));
		assertThatIllegalArgumentException().isThrownBy(() -> node.operatedBy(" "));
		node.resume("joining");
	}

	@Test
	void checkpointsInMemoryCannotBePaused() {
		InMemoryEventStore memory = new InMemoryEventStore(new JsonEventSerializer(this.store.types()));
		Projections node = this.nodes.create(memory, new InMemoryCheckpoints(), Nodes.SETTINGS, new Journal(this));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> node.pause("journal"))
			.withMessageContaining("not stored in a database");
		node.resume("journal");
	}

	@Test
	void pausesWhileNodesRunUnderLoadLetNothingThrough() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		Projections two = this.nodes.start(new Journal(this));
		Future<ConsistencyToken> writer = this.threads.submit(() -> {
			for (int i = 0; i < 400; i++) {
				write("s" + (i % 20), "x" + i);
			}
			return write("last", "last");
		});
		for (int i = 0; i < 6; i++) {
			Projections operator = (i % 2 == 0) ? one : two;
			operator.pause("journal");
			int before = journal().size();
			assertThat(this.jdbc.queryForObject("""
					select count(*) from sourcery.subscription_lanes where not paused and lane < lanes
					""", Integer.class)).isZero();
			Awaitility.await()
				.until(() -> one.status("journal").state() == SubscriptionState.PAUSED
						&& two.status("journal").state() == SubscriptionState.PAUSED);
			assertThat(journal()).hasSize(before);
			operator.resume("journal");
		}
		ConsistencyToken token = writer.get(60, TimeUnit.SECONDS);
		one.await("journal", token, Nodes.LONG);
		two.await("journal", token, Nodes.LONG);
		assertThat(journal()).hasSize(401).doesNotHaveDuplicates();
	}

}
