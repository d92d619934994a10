package dev.sourcery.subscription;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.memory.InMemoryCheckpoints;
import dev.sourcery.memory.InMemoryEventStore;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.projection.Projections;
import dev.sourcery.projection.ResetHandler;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Projections are paused and resumed for all nodes, from any node.
 */
class PauseTests {

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

	private List<String> operations() {
		return this.jdbc.queryForList("""
				select actor || ': ' || operation || ' ' || name || ' ' || outcome
				from sourcery.subscription_operations
				order by id
				""", String.class);
	}

	private void awaitState(Projections node, SubscriptionState state) {
		Awaitility.await().until(() -> node.status("journal").state() == state);
	}

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
	void aBlockedProjectionIsResumedFromANodeThatDoesNotRunIt() throws Exception {
		this.failing.add("poison");
		Projections one = this.nodes.start(new Journal(this));
		Projections two = this.nodes.start(new Journal(this));
		ConsistencyToken token = write("a", "poison", "2");
		awaitState(one, SubscriptionState.BLOCKED);
		awaitState(two, SubscriptionState.BLOCKED);
		this.failing.clear();
		Projections operator = this.nodes.create(Nodes.SETTINGS, new Journal(this));
		operator.resume("journal");
		Awaitility.await()
			.until(() -> one.status("journal").state() != SubscriptionState.BLOCKED
					&& two.status("journal").state() != SubscriptionState.BLOCKED);
		one.await("journal", token, Nodes.LONG);
		two.await("journal", token, Nodes.LONG);
		assertThat(journal()).containsExactly("poison", "2");
	}

	@Test
	void aResumeThatFailsAgainBlocksAgain() {
		this.failing.add("poison");
		Projections one = this.nodes.start(new Journal(this));
		write("a", "poison");
		awaitState(one, SubscriptionState.BLOCKED);
		Object since = this.jdbc.queryForObject("select max(failing_since) from sourcery.subscription_lanes",
				Object.class);
		one.resume("journal");
		Awaitility.await()
			.until(() -> this.jdbc.queryForObject("select max(failing_since) > ? from sourcery.subscription_lanes",
					Boolean.class, since));
		awaitState(one, SubscriptionState.BLOCKED);
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
	void aResumeWithoutANodeThatRunsTheProjectionReturns() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		one.await("journal", write("a", "1"), Nodes.LONG);
		one.pause("journal");
		one.stop();
		one.resume("journal");
		ConsistencyToken token = write("a", "2");
		one.start();
		one.await("journal", token, Nodes.LONG);
	}

	@Test
	void aResumeThatNoNodeObeysIsReported() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		one.await("journal", write("a", "1"), Nodes.LONG);
		one.pause("journal");
		one.stop();
		// a node that hangs
		this.jdbc.update("""
				insert into sourcery.subscription_nodes (node, subscriptions, unusable_lanes, lease_until)
				values ('hanging', array['journal 1'], '{}', now() + interval '1 hour')
				""");
		assertThatExceptionOfType(OperationUnconfirmedException.class)
			.isThrownBy(() -> one.operatedBy("ada").within(Duration.ofMillis(50)).resume("journal"))
			.satisfies((ex) -> assertThat(ex.lanes()).hasSize(2))
			.withMessageContaining("was stored, but no node has started");
		assertThat(operations()).last().asString().startsWith("ada: resume journal unconfirmed:");
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

	@Test
	void aParkedEventAndADiscardAreRecorded() throws Exception {
		Projections one = this.nodes.start(new Journal(this));
		one.await("journal", write("a", "1"), Nodes.LONG);
		one.operatedBy("ada").retryParked("journal");
		one.operatedBy("ada").discardParked("journal", "thing/a");
		assertThat(operations()).containsExactly("ada: retry_parked journal begun",
				"ada: retry_parked journal done: 0 events handled, 0 keys failed",
				"ada: discard_parked journal done: 0 events");
		assertThat(this.jdbc.queryForObject("""
				select details from sourcery.subscription_operations where operation = 'discard_parked'
				""", String.class)).isEqualTo("key thing/a");
	}

	@Test
	void theRightsOnTheLanesHoldForTheOperations() throws IOException {
		this.jdbc.execute("create role operations_writer");
		try {
			this.jdbc.execute("grant select, insert, update on sourcery.subscription_lanes to operations_writer");
			String migration = new ClassPathResource("dev/sourcery/schema/V8__operating.sql")
				.getContentAsString(StandardCharsets.UTF_8);
			this.jdbc.execute("set search_path = sourcery; " + migration.substring(migration.indexOf("do $$")));
			assertThat(this.jdbc.queryForObject("""
					select has_table_privilege('operations_writer', 'sourcery.subscription_operations', 'insert')
					   and has_table_privilege('operations_writer', 'sourcery.subscription_lanes', 'delete')
					   and has_table_privilege('operations_writer', 'sourcery.projection_owners', 'delete')
					   and not has_table_privilege('operations_writer', 'sourcery.subscription_operations', 'update')
					""", Boolean.class)).isTrue();
		}
		finally {
			this.jdbc.execute("drop owned by operations_writer; drop role operations_writer");
		}
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
	private record Journal(PauseTests test) {

		@EventHandler
		void on(RecordedEvent<Happened> event) throws InterruptedException {
			this.test.apply(event);
		}

		@ResetHandler
		void reset() {
			this.test.jdbc.update("delete from journal");
		}

	}

	@Projection(value = "joining", mode = ProjectionMode.IN_TRANSACTION)
	private record Joining() {

		@EventHandler
		void on(Happened event) {
		}

	}

}
