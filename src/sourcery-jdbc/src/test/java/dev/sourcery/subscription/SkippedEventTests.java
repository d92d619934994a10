package dev.sourcery.subscription;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.sourcery.event.Position;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The event at which a lane fails is skipped by an operator.
 */
class SkippedEventTests extends MovedCheckpointFixture {

	@Test
	void theBlockedEventIsSkippedFromAnotherNodeAndNoOther() throws Exception {
		this.failing.addAll(Set.of("poison", "second"));
		Projections one = this.nodes.start(new Journal(this));
		Projections two = this.nodes.start(new Journal(this));
		ConsistencyToken token = write("a", "1", "poison", "2", "second", "3");
		awaitState(one, SubscriptionState.BLOCKED);
		awaitState(two, SubscriptionState.BLOCKED);
		Projections operator = this.nodes.create(Nodes.SETTINGS, new Journal(this));
		assertThatExceptionOfType(OperationRefusedException.class)
			.isThrownBy(() -> operator.skipEvent("journal", new Position(3)))
			.withMessageContaining("No lane of journal (version 1) fails at position 3")
			.withMessageContaining("fail at the positions [2]");
		operator.operatedBy("ada").skipEvent("journal", new Position(2));
		Awaitility.await().until(() -> this.jdbc.queryForObject("""
				select count(*) from sourcery.subscription_lanes where failing_position = 4 and failing_fence = fence
				""", Integer.class) == 1);
		assertThat(journal()).containsExactly("1", "2");
		operator.skipEvent("journal", new Position(4));
		Awaitility.await()
			.until(() -> one.status("journal").state() != SubscriptionState.BLOCKED
					&& two.status("journal").state() != SubscriptionState.BLOCKED);
		one.await("journal", token, Nodes.LONG);
		two.await("journal", token, Nodes.LONG);
		assertThat(journal()).containsExactly("1", "2", "3");
		assertThat(operator.failures("journal").skippedEvents()).isEqualTo(2);
		assertThat(outcomes()).hasSize(3);
		assertThat(outcomes().get(0)).startsWith("skip_event position 3 refused: No lane of journal");
		assertThat(outcomes().get(1)).startsWith("skip_event position 2 done: journal (version 1)");
	}

	@Test
	void anEventIsSkippedWhileTheProjectionIsPaused() throws Exception {
		this.failing.add("poison");
		Projections one = this.nodes.start(new Journal(this));
		ConsistencyToken token = write("a", "poison", "2");
		awaitState(one, SubscriptionState.BLOCKED);
		one.pause("journal");
		one.skipEvent("journal", new Position(1));
		assertThat(journal()).isEmpty();
		one.resume("journal");
		one.await("journal", token, Nodes.LONG);
		assertThat(journal()).containsExactly("2");
	}

	@Test
	void aSkipThatMeetsARetryThatSucceedsIsRefused() throws Exception {
		this.failing.add("poison");
		Projections one = this.nodes.start(new Journal(this));
		ConsistencyToken token = write("a", "poison", "2");
		awaitState(one, SubscriptionState.BLOCKED);
		this.failing.clear();
		Projections other = this.nodes.create(Nodes.SETTINGS, new Journal(this));
		try (Connection retry = this.database.dataSource().getConnection();
				Statement statement = retry.createStatement()) {
			retry.setAutoCommit(false);
			statement.execute("""
					update sourcery.subscription_lanes set position = 1 where failing_position = 1;
					insert into journal (stream, text) values ('a', 'poison')
					""");
			Future<?> skip = this.threads.submit(() -> other.skipEvent("journal", new Position(1)));
			this.database.awaitBlockedBackend();
			retry.commit();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> skip.get(30, TimeUnit.SECONDS))
				.withCauseInstanceOf(OperationRefusedException.class);
		}
		Awaitility.await().until(() -> one.status("journal").state() != SubscriptionState.BLOCKED);
		one.await("journal", token, Nodes.LONG);
		assertThat(journal()).containsExactly("poison", "2");
		assertThat(one.failures("journal").skippedEvents()).isZero();
	}

	@Test
	void skipsThatRaceWithRetriesSkipOrApplyEachEventOnce() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		Projections two = this.nodes.start(new Journal(this));
		int skipped = 0;
		for (int i = 0; i < 30; i++) {
			String text = "poison" + i;
			this.failing.add(text);
			ConsistencyToken token = write("a", text);
			Position position = token.position();
			Awaitility.await()
				.until(() -> this.jdbc.queryForObject(
						"""
								select count(*) from sourcery.subscription_lanes where failing_position = ? and failing_fence = fence
								""",
						Integer.class, position.value()) == 1);
			Future<?> heal = this.threads.submit(() -> {
				this.failing.remove(text);
				two.resume("journal");
			});
			try {
				one.skipEvent("journal", position);
				skipped++;
			}
			catch (OperationRefusedException ex) {
				// the retry was faster, or the lane was claimed again
			}
			heal.get(30, TimeUnit.SECONDS);
			// a node sees within half a second that a lane is no longer blocked
			Awaitility.await().until(() -> one.status("journal").state() != SubscriptionState.BLOCKED);
			one.await("journal", token, Nodes.LONG);
			assertThat(journal().size() + skipped).isEqualTo(i + 1);
		}
		assertThat(journal()).doesNotHaveDuplicates();
		assertThat(one.failures("journal").skippedEvents()).isEqualTo(skipped);
	}

	// as a node that fails at an event after which the lane was moved back
	@Test
	void aFailureOfAFormerClaimIsNotSkipped() throws Exception {
		JdbcCheckpoints checkpoints = this.database.checkpoints();
		SubscriptionKey key = new SubscriptionKey("journal", 1);
		write("a", "1", "2", "3");
		checkpoints.lanes().register(key, 1);
		Fence fence = checkpoints.lanes().claim("one", List.of(key.lane(0))).get(0);
		checkpoints.failing(fence, new Position(3), "failure");
		Projections operator = this.nodes.create(Nodes.SETTINGS, new Journal(this));
		this.jdbc.update("update sourcery.subscription_lanes set fence = fence + 1");
		assertThatExceptionOfType(OperationRefusedException.class)
			.isThrownBy(() -> operator.skipEvent("journal", new Position(3)))
			.withMessageContaining("do not fail");
		this.jdbc.update("update sourcery.subscription_lanes set fence = fence - 1, failing_after = 1");
		assertThatExceptionOfType(OperationRefusedException.class)
			.isThrownBy(() -> operator.skipEvent("journal", new Position(3)));
		this.jdbc.update("update sourcery.subscription_lanes set failing_after = 0");
		operator.skipEvent("journal", new Position(3));
		assertThat(checkpoints.position(key.lane(0))).isEqualTo(new Position(3));
	}

}
