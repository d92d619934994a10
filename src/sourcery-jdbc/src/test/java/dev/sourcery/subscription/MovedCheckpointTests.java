package dev.sourcery.subscription;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.memory.InMemoryCheckpoints;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.projection.ResetHandler;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Checkpoints that an operator moves: past one event, or to another position.
 */
class MovedCheckpointTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcTemplate jdbc = this.database.jdbc();

	private final JdbcEventStore store = this.database.store();

	private final Nodes nodes = new Nodes(this.database);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	// texts whose handlers fail; on all nodes
	private final Set<String> failing = ConcurrentHashMap.newKeySet();

	private volatile CountDownLatch gate = new CountDownLatch(0);

	private volatile CountDownLatch inHandler = new CountDownLatch(1);

	@BeforeEach
	void createTable() {
		this.jdbc.execute("create table journal (id bigint generated always as identity, stream text, text text)");
	}

	@AfterEach
	void close() {
		this.gate.countDown();
		this.threads.shutdownNow();
		this.nodes.close();
		this.database.close();
	}

	private List<String> journal() {
		return this.jdbc.queryForList("select text from journal order by id", String.class);
	}

	private ConsistencyToken write(String stream, String... texts) {
		return append(this.store, stream, texts).token().orElseThrow();
	}

	private void awaitState(Projections node, SubscriptionState state) {
		Awaitility.await().until(() -> node.status("journal").state() == state);
	}

	private List<String> outcomes() {
		return this.jdbc.queryForList(
				"select operation || ' ' || details || ' ' || outcome from sourcery.subscription_operations order by id",
				String.class);
	}

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

	private void apply(RecordedEvent<Happened> event) throws InterruptedException {
		this.inHandler.countDown();
		this.gate.await();
		if (this.failing.contains(event.payload().text())) {
			throw new IllegalStateException("cannot apply");
		}
		this.jdbc.update("insert into journal (stream, text) values (?, ?)", event.stream().id(),
				event.payload().text());
	}

	@Projection(value = "journal", lanes = 2)
	private record Journal(MovedCheckpointTests test) {

		@EventHandler
		void on(RecordedEvent<Happened> event) throws InterruptedException {
			this.test.apply(event);
		}

		@ResetHandler
		void reset() {
			this.test.jdbc.update("delete from journal");
		}

	}

	@Projection(value = "parking", onFailure = FailureAction.PARK)
	private record Parking(MovedCheckpointTests test) {

		@EventHandler
		void on(RecordedEvent<Happened> event) throws InterruptedException {
			this.test.apply(event);
		}

	}

}
