package dev.sourcery.subscription;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.sourcery.event.Position;
import dev.sourcery.memory.InMemoryCheckpoints;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Checkpoints that an operator moves to another position.
 */
class MovedCheckpointTests extends MovedCheckpointFixture {

	@Test
	void aProjectionIsMovedBackAndAppliesTheEventsAgainOnce() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		Projections two = this.nodes.start(new Journal(this));
		write("a", "1", "2");
		ConsistencyToken token = write("b", "3", "4");
		one.await("journal", token, Nodes.LONG);
		assertThat(two.operatedBy("ada").moveTo("journal", new Position(2))).isEqualTo(new Position(2));
		one.await("journal", token, Nodes.LONG);
		two.await("journal", token, Nodes.LONG);
		assertThat(journal()).containsExactlyInAnyOrder("1", "2", "3", "4", "3", "4");
		assertThat(journal()).containsSubsequence("1", "2").containsSubsequence("3", "4", "3", "4");
		assertThat(outcomes()).containsExactly("move to position 2 done: all lanes are at 2");
	}

	@Test
	void aMoveWaitsForTheBatchInProgressAndNothingIsAppliedFromTheFormerPosition() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		one.await("journal", write("a", "1"), Nodes.LONG);
		this.inHandler = new CountDownLatch(1);
		this.gate = new CountDownLatch(1);
		write("a", "2");
		assertThat(this.inHandler.await(30, TimeUnit.SECONDS)).isTrue();
		write("a", "3", "4", "5");
		Awaitility.await().until(() -> this.store.settledPosition().position().value() == 5);
		Projections other = this.nodes.create(Nodes.SETTINGS, new Journal(this));
		Future<?> move = this.threads.submit(() -> other.operatedBy("application").moveTo("journal", new Position(4)));
		this.database.awaitBlockedBackend();
		this.gate.countDown();
		move.get(30, TimeUnit.SECONDS);
		one.await("journal", write("a", "6"), Nodes.LONG);
		// the lane may apply another batch before the move
		assertThat(journal()).startsWith("1", "2").endsWith("5", "6");
		assertThat(journal().subList(0, journal().size() - 2)).as("once").doesNotHaveDuplicates();
	}

	@Test
	void movesWhileNodesRunUnderLoadApplyNoEventTwice() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		Projections two = this.nodes.start(new Journal(this));
		Future<?> writer = this.threads.submit(() -> {
			for (int i = 0; i < 300; i++) {
				write("s" + (i % 20), "x" + i);
			}
		});
		for (int i = 0; i < 10; i++) {
			Position now = this.store.settledPosition().position();
			long greatest = this.jdbc
				.queryForObject("select coalesce(max(position), 0) from sourcery.subscription_lanes", Long.class);
			if (now.value() > greatest) {
				Projections operator = (i % 2 == 0) ? one : two;
				// forward: what has been applied is never behind a checkpoint
				operator.pause("journal");
				long last = this.jdbc.queryForObject("select max(position) from sourcery.subscription_lanes",
						Long.class);
				Position to = new Position(Math.max(last, now.value()));
				// the other node may have found the position settled, and this one not
				// yet
				Awaitility.await().ignoreExceptionsInstanceOf(OperationRefusedException.class).until(() -> {
					operator.operatedBy("application").moveTo("journal", to);
					return true;
				});
				operator.resume("journal");
			}
		}
		writer.get(60, TimeUnit.SECONDS);
		// not passed by a move
		ConsistencyToken token = write("last", "last");
		one.await("journal", token, Nodes.LONG);
		two.await("journal", token, Nodes.LONG);
		assertThat(journal()).doesNotHaveDuplicates().contains("last");
	}

	@Test
	void aMoveLiftsABlockAndRemovesTheParkedEventsAfterIt() throws Exception {
		Projections one = this.nodes.start(new Parking(this));
		this.failing.add("poison");
		write("a", "1", "poison", "2");
		ConsistencyToken token = write("b", "3");
		one.await("parking", token, Nodes.LONG);
		assertThat(one.failures("parking").parkedEvents()).isEqualTo(2);
		one.operatedBy("application").moveTo("parking", new Position(2));
		one.await("parking", token, Nodes.LONG);
		assertThat(one.parked("parking", 10)).extracting((event) -> event.position().value()).containsExactly(2L, 3L);
		this.failing.clear();
		one.operatedBy("application").moveTo("parking", Position.START);
		one.await("parking", token, Nodes.LONG);
		assertThat(one.failures("parking").parkedEvents()).isZero();
		assertThat(journal()).containsExactly("1", "3", "3", "1", "poison", "2", "3");
	}

	@Test
	void aPositionThatIsNotSettledIsRefused() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		one.await("journal", write("a", "1"), Nodes.LONG);
		assertThatExceptionOfType(OperationRefusedException.class)
			.isThrownBy(() -> one.operatedBy("application").moveTo("journal", new Position(2)))
			.withMessageContaining("not final");
		Projections never = this.nodes.create(Nodes.SETTINGS, new Parking(this));
		assertThatExceptionOfType(OperationRefusedException.class)
			.isThrownBy(() -> never.operatedBy("application").moveTo("parking", new Position(1)))
			.withMessageContaining("it has never run");
		Projections memory = this.nodes.create(this.database.store(), new InMemoryCheckpoints(), Nodes.SETTINGS,
				new Journal(this));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> memory.operatedBy("application").moveTo("journal", Position.START));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> memory.skipEvent("journal", new Position(1)));
	}

}
