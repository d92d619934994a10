package dev.sourcery.subscription;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.projection.ProjectionStatus;
import dev.sourcery.projection.ProjectionTables;
import dev.sourcery.projection.Projections;
import dev.sourcery.projection.ResetHandler;
import dev.sourcery.projection.VersionState;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * A version of a projection that is built beside the live one and takes over, on several
 * nodes and while readers and writers continue.
 */
class ProjectionVersionsTests {

	private static final Duration SHORT = Duration.ofMillis(200);

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcTemplate jdbc = this.database.jdbc();

	private final JdbcEventStore store = this.database.store();

	private final Nodes nodes = new Nodes(this.database);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicBoolean finished = new AtomicBoolean();

	@BeforeEach
	void createTables() {
		this.jdbc.execute("""
				create table tally_v1 (stream text primary key, events bigint not null);
				create table tally_v2 (stream text primary key, events bigint not null, last text not null);
				create view tally as
				select stream, events, model
				from (select 1 as model, stream, events from tally_v1
				      union all
				      select 2, stream, events from tally_v2) as versions
				where sourcery.is_live('tally', model);
				create table take_overs (version integer);
				create function journal_take_over() returns trigger language plpgsql as $$
				begin
				    perform pg_advisory_xact_lock(1);
				    insert into take_overs values (new.live_version);
				    return new;
				end $$;
				create trigger take_overs after update on sourcery.projection_versions
				    for each row execute function journal_take_over();
				""");
	}

	@AfterEach
	void close() {
		this.finished.set(true);
		this.threads.shutdownNow();
		this.nodes.close();
		this.database.close();
	}

	private ConsistencyToken write(int events) {
		for (int i = 0; i < events; i++) {
			append(this.store, "s" + i % 7, "" + i);
		}
		return append(this.store, "last", "last").token().orElseThrow();
	}

	private long sum() {
		return this.jdbc.queryForObject("select coalesce(sum(events), 0) from tally", Long.class);
	}

	private int model() {
		return this.jdbc.queryForObject("select coalesce(max(model), 0) from tally", Integer.class);
	}

	private long events() {
		return this.jdbc.queryForObject("select count(*) from sourcery.events", Long.class);
	}

	private List<Integer> takeOvers() {
		return this.jdbc.queryForList("select version from take_overs", Integer.class);
	}

	private void awaitLive(int version) {
		await().atMost(Nodes.LONG)
			.until(() -> this.jdbc.queryForObject(
					"select live_version from sourcery.projection_versions where name = 'tally'",
					Integer.class) == version);
	}

	private static VersionState state(Projections node, int version) {
		return node.version("tally", version).status().versionState();
	}

	/**
	 * Reads the view in a loop. A half-built model, or one that is older than the model
	 * before, would have fewer events than were read before.
	 */
	private Future<List<Long>> pollReaders() {
		return this.threads.submit(() -> {
			List<Long> fewer = new ArrayList<>();
			long most = 0;
			while (!this.finished.get()) {
				long sum = sum();
				if (sum < most) {
					fewer.add(sum);
				}
				most = Math.max(most, sum);
			}
			return fewer;
		});
	}

	private Future<Integer> keepWriting() {
		return this.threads.submit(() -> {
			int written = 0;
			while (!this.finished.get()) {
				append(this.store, "w" + written % 5, "w");
				written++;
			}
			return written;
		});
	}

	@Test
	void aNewVersionTakesOverWhileReadersAndWritersContinue() throws Exception {
		Projections one = this.nodes.start(new Tally1(this.jdbc));
		one.await("tally", write(300), Nodes.LONG);
		Future<Integer> writer = keepWriting();
		List<Future<List<Long>>> readers = List.of(pollReaders(), pollReaders());

		Projections two = this.nodes.start(new Tally2(this.jdbc));
		awaitLive(2);
		// both continue beside each other
		ConsistencyToken during = append(this.store, "last", "during").token().orElseThrow();
		two.await("tally", during, Nodes.LONG);
		one.await("tally", during, Nodes.LONG);
		this.finished.set(true);

		for (Future<List<Long>> reader : readers) {
			assertThat(reader.get(30, TimeUnit.SECONDS)).as("sums less than those read before").isEmpty();
		}
		writer.get(30, TimeUnit.SECONDS);
		ConsistencyToken last = append(this.store, "last", "end").token().orElseThrow();
		two.await("tally", last, Nodes.LONG);
		assertThat(model()).isEqualTo(2);
		assertThat(sum()).isEqualTo(events());
		one.version("tally", 1).await(last, Nodes.LONG);
		assertThat(this.jdbc.queryForObject("select sum(events) from tally_v1", Long.class)).isEqualTo(events());
		assertThat(takeOvers()).containsExactly(2);
		await().until(() -> state(one, 1) == VersionState.RETIRED && state(two, 2) == VersionState.LIVE);
	}

	@Test
	void bothVersionsRunInOneApplication() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		ConsistencyToken token = write(50);
		this.nodes.start(new Tally1(this.jdbc)).await("tally", token, Nodes.LONG);
		Projections both = this.nodes.start(new Gated2(this.jdbc, gate), new Tally1(this.jdbc));
		await().until(() -> state(both, 1) == VersionState.LIVE && state(both, 2) == VersionState.BUILDING);
		assertThat(both.status()).extracting((status) -> status.key().version()).containsExactly(1, 2);
		assertThat(both.status("tally").key().version()).as("the live one").isEqualTo(1);
		both.await("tally", token, Nodes.LONG);
		assertThat(model()).isEqualTo(1);

		gate.countDown();
		awaitLive(2);
		await().until(() -> both.status("tally").key().version() == 2);
		both.await("tally", token, Nodes.LONG);
		assertThat(sum()).isEqualTo(events());
		assertThat(model()).isEqualTo(2);
	}

	@Test
	void ofSeveralNodesOneTakesOver() throws Exception {
		ConsistencyToken token = write(100);
		this.nodes.start(new Tally1(this.jdbc)).await("tally", token, Nodes.LONG);
		List<Projections> others = List.of(this.nodes.start(new Tally2(this.jdbc)),
				this.nodes.start(new Tally2(this.jdbc)), this.nodes.start(new Tally2(this.jdbc)));
		awaitLive(2);
		await().until(() -> others.stream().allMatch((node) -> state(node, 2) == VersionState.LIVE));
		for (Projections node : others) {
			node.await("tally", token, Nodes.LONG);
		}
		assertThat(takeOvers()).containsExactly(2);
		assertThat(sum()).isEqualTo(events());
	}

	@Test
	void aTakeOverThatIsKilledLeavesTheLiveVersionAndIsRetried() throws Exception {
		ConsistencyToken token = write(20);
		Projections one = this.nodes.start(new Tally1(this.jdbc));
		one.await("tally", token, Nodes.LONG);
		one.stop();
		AtomicBoolean killed = new AtomicBoolean();
		TransactionTemplate transaction = new TransactionTemplate(this.database.transactionManager());
		transaction.executeWithoutResult((status) -> {
			// a batch of the live version that does not end
			this.jdbc.queryForList(
					"select lane from sourcery.subscription_lanes where name = 'tally' and subscription_version = 1 for update");
			this.nodes.start(new Tally2(this.jdbc));
			await().until(() -> !this.jdbc.queryForList("""
					select pg_terminate_backend(pid) from pg_stat_activity
					where datname = current_database() and wait_event_type = 'Lock'
					  and query like '%subscription_lanes%'
					""").isEmpty());
			killed.set(true);
			assertThat(model()).isEqualTo(1);
			assertThat(takeOvers()).isEmpty();
		});
		assertThat(killed).isTrue();
		awaitLive(2);
		assertThat(sum()).isEqualTo(events());
		assertThat(takeOvers()).containsExactly(2);
	}

	@Test
	void aTakeOverThatIsKilledBeforeItsCommitHasNoEffect() throws Exception {
		ConsistencyToken token = write(20);
		Projections one = this.nodes.start(new Tally1(this.jdbc));
		one.await("tally", token, Nodes.LONG);
		try (Connection holder = this.database.dataSource().getConnection();
				Statement statement = holder.createStatement()) {
			statement.execute("select pg_advisory_lock(1)");
			this.nodes.start(new Tally2(this.jdbc));
			for (int kills = 0; kills < 3; kills++) {
				await().atMost(Nodes.LONG).until(() -> !this.jdbc.queryForList("""
						select pg_terminate_backend(pid) from pg_stat_activity
						where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory'
						""").isEmpty());
				assertThat(model()).isEqualTo(1);
				assertThat(sum()).isEqualTo(events());
			}
			assertThat(takeOvers()).isEmpty();
			statement.execute("select pg_advisory_unlock(1)");
		}
		awaitLive(2);
		one.version("tally", 1).await(append(this.store, "last", "end").token().orElseThrow(), Nodes.LONG);
		assertThat(takeOvers()).containsExactly(2);
	}

	@Test
	void aTransactionThatBeganBeforeATakeOverStillReadsTheFormerVersion() throws Exception {
		ConsistencyToken token = write(30);
		this.nodes.start(new Tally1(this.jdbc)).await("tally", token, Nodes.LONG);
		TransactionTemplate transaction = new TransactionTemplate(this.database.transactionManager());
		transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
		transaction.executeWithoutResult((status) -> {
			long before = events();
			Future<?> takeOver = this.threads.submit(() -> {
				this.nodes.start(new Tally2(this.jdbc));
				awaitLive(2);
			});
			await().until(takeOver::isDone);
			// the tables of version 2 are empty for this transaction
			assertThat(sum()).isEqualTo(before);
			assertThat(model()).isEqualTo(1);
		});
		assertThat(model()).isEqualTo(2);
	}

	@Test
	void aNodeWithTheNewVersionOnlyWaitsForTheLiveOneAndThenForItsOwn() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		ConsistencyToken token = write(20);
		Projections one = this.nodes.start(new Tally1(this.jdbc));
		one.await("tally", token, Nodes.LONG);
		Projections two = this.nodes.start(new Gated2(this.jdbc, gate));
		two.await("tally", token, Nodes.LONG);
		assertThat(model()).isEqualTo(1);
		one.stop();
		ConsistencyToken later = append(this.store, "last", "later").token().orElseThrow();
		assertThatExceptionOfType(SubscriptionUnavailableException.class).as("no node runs the live version")
			.isThrownBy(() -> two.await("tally", later, SHORT));
		assertThatExceptionOfType(SubscriptionUnavailableException.class)
			.isThrownBy(() -> two.version("tally", 2).await(later, SHORT));

		gate.countDown();
		awaitLive(2);
		two.await("tally", later, Nodes.LONG);
		assertThat(sum()).isEqualTo(events());
		assertThat(model()).isEqualTo(2);
	}

	@Test
	void aWaitContinuesWithTheVersionThatTakesOver() throws Exception {
		ConsistencyToken token = write(20);
		Projections one = this.nodes.start(new Tally1(this.jdbc));
		one.await("tally", token, Nodes.LONG);
		try (Connection holder = this.database.dataSource().getConnection();
				Statement statement = holder.createStatement()) {
			statement.execute("select pg_advisory_lock(1)");
			Projections two = this.nodes.start(new Tally2(this.jdbc));
			awaitLockOf("advisory");
			// the lanes of both versions are locked
			ConsistencyToken later = append(this.store, "last", "later").token().orElseThrow();
			List<Future<Long>> waits = new ArrayList<>();
			for (Projections node : List.of(one, two)) {
				CompletableFuture<Void> future = node.awaitAsync("tally", later, Nodes.LONG);
				waits.add(future.thenApply((done) -> sum()));
				waits.add(this.threads.submit(() -> {
					node.await("tally", later, Nodes.LONG);
					return sum();
				}));
			}
			assertThat(waits).noneMatch(Future::isDone);
			statement.execute("select pg_advisory_unlock(1)");
			for (Future<Long> wait : waits) {
				assertThat(wait.get(30, TimeUnit.SECONDS)).isEqualTo(events());
			}
		}
		assertThat(model()).isEqualTo(2);
	}

	private void awaitLockOf(String event) {
		await().atMost(Nodes.LONG).until(() -> this.jdbc.queryForObject("""
				select count(*) from pg_stat_activity
				where datname = current_database() and wait_event_type = 'Lock' and wait_event = ?
				""", Integer.class, event) > 0);
	}

	@Test
	void aNodeWithTheFormerVersionOnlyWaitsForTheLiveOne() throws Exception {
		ConsistencyToken token = write(20);
		Projections one = this.nodes.start(new Tally1(this.jdbc));
		one.await("tally", token, Nodes.LONG);
		CountDownLatch gate = new CountDownLatch(1);
		Projections two = this.nodes.start(new Gated2(this.jdbc, gate));
		gate.countDown();
		awaitLive(2);
		two.stop();
		ConsistencyToken later = append(this.store, "last", "later").token().orElseThrow();
		one.version("tally", 1).await(later, Nodes.LONG);
		assertThatExceptionOfType(SubscriptionUnavailableException.class)
			.as("readers read version 2, which no node runs")
			.isThrownBy(() -> one.await("tally", later, SHORT));
	}

	@Test
	void aVersionWithParkedEventsTakesOverWhenTheyAreRetried() throws Exception {
		ConsistencyToken token = write(20);
		this.nodes.start(new Tally1(this.jdbc)).await("tally", token, Nodes.LONG);
		AtomicBoolean failing = new AtomicBoolean(true);
		Projections two = this.nodes.start(new Parking2(this.jdbc, failing));
		two.version("tally", 2).await(token, Nodes.LONG);
		assertThat(two.version("tally", 2).parked(10)).isNotEmpty();
		assertThatExceptionOfType(OperationRefusedException.class).isThrownBy(() -> two.version("tally", 2).takeOver())
			.withMessageContaining("parked");
		assertThat(takeOvers()).isEmpty();
		failing.set(false);
		assertThat(two.version("tally", 2).retryParked().failed()).isEmpty();
		awaitLive(2);
		assertThat(sum()).isEqualTo(events());
	}

	@Test
	void theFormerVersionCanTakeOverAgain() throws Exception {
		ConsistencyToken token = write(20);
		Projections one = this.nodes.start(new Tally1(this.jdbc));
		one.await("tally", token, Nodes.LONG);
		Projections two = this.nodes.start(new Tally2(this.jdbc));
		awaitLive(2);
		two.stop();
		one.version("tally", 1).takeOver();
		assertThat(takeOvers()).containsExactly(2, 1);
		assertThat(model()).isEqualTo(1);
		assertThat(one.status("tally").versionState()).isEqualTo(VersionState.LIVE);
		assertThat(sum()).isEqualTo(events());
	}

	@Test
	void aVersionIsDroppedWhenItIsNeitherLiveNorRun() throws Exception {
		ConsistencyToken token = write(20);
		Projections one = this.nodes.start(new Tally1(this.jdbc));
		one.await("tally", token, Nodes.LONG);
		Projections two = this.nodes.start(new Tally2(this.jdbc));
		awaitLive(2);
		assertThatExceptionOfType(OperationRefusedException.class).isThrownBy(() -> two.version("tally", 1).drop())
			.withMessageContaining("while nodes run it");
		assertThatExceptionOfType(OperationRefusedException.class).isThrownBy(() -> two.version("tally", 2).drop())
			.withMessageContaining("is live");
		one.stop();
		two.version("tally", 1).drop();
		assertThat(this.jdbc.queryForList("select distinct subscription_version from sourcery.subscription_lanes",
				Integer.class))
			.containsExactly(2);
		two.await("tally", token, Nodes.LONG);
		assertThat(sum()).isEqualTo(events());
	}

	@Test
	void withoutARowTheGreatestStoredVersionIsLive() throws Exception {
		// as a node of the previous release inserts a new projection
		this.jdbc.update("""
				insert into sourcery.subscription_lanes (name, subscription_version, lane, position)
				values ('tally', 1, 0, 0)
				""");
		assertThat(this.jdbc.queryForObject("select sourcery.is_live('tally', 1)", Boolean.class)).isTrue();
		CountDownLatch gate = new CountDownLatch(1);
		write(5);
		Projections two = this.nodes.start(new Gated2(this.jdbc, gate));
		await().until(() -> state(two, 2) == VersionState.BUILDING);
		gate.countDown();
		awaitLive(2);
	}

	@Test
	void theFirstVersionOfANameIsLive() throws Exception {
		ConsistencyToken token = write(20);
		Projections two = this.nodes.start(new Tally2(this.jdbc));
		two.await("tally", token, Nodes.LONG);
		assertThat(model()).isEqualTo(2);
		await().until(() -> state(two, 2) == VersionState.LIVE);
		ProjectionStatus status = two.status("tally");
		assertThat(status.progress()).isNotNull();
		assertThat(takeOvers()).isEmpty();
	}

	@Test
	void theTablesOfOtherVersionsAreNotRead() throws Exception {
		ConsistencyToken token = write(20);
		this.nodes.start(new Tally1(this.jdbc)).await("tally", token, Nodes.LONG);
		this.jdbc.execute("analyze tally_v1; analyze tally_v2");
		List<String> plan = this.jdbc.queryForList(
				"explain (analyze, costs off, timing off, summary off) select * from tally where stream = 's1'",
				String.class);
		assertThat(plan).anyMatch((line) -> line.contains("on tally_v1 (actual"))
			.anyMatch((line) -> line.contains("on tally_v2 (never executed)"));
	}

	@Test
	void aReadInTheOrderOfAnIndexUsesTheIndex() throws Exception {
		this.nodes.start(new Tally1(this.jdbc)).await("tally", write(20), Nodes.LONG);
		this.jdbc.execute("analyze tally_v1; analyze tally_v2");
		List<String> plan = this.jdbc.execute((ConnectionCallback<List<String>>) (connection) -> {
			JdbcTemplate session = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
			// the tables are small
			session.execute("set enable_seqscan = off; set enable_sort = off");
			List<String> lines = session.queryForList(
					"explain (analyze, costs off, timing off, summary off) select * from tally order by stream limit 5",
					String.class);
			session.execute("reset enable_seqscan; reset enable_sort");
			return lines;
		});
		assertThat(plan).anyMatch((line) -> line.contains("Merge Append"))
			.anyMatch((line) -> line.contains("Index Scan using tally_v1_pkey on tally_v1 (actual"))
			.anyMatch((line) -> line.contains("Index Scan using tally_v2_pkey on tally_v2 (never executed)"));
	}

	@Test
	void handlersOfAnEarlierReleaseWriteThroughAViewWithOneBranch() throws Exception {
		this.nodes.start(new Tally1(this.jdbc)).await("tally", write(3), Nodes.LONG);
		this.jdbc.execute("create view plain as select * from tally_v1 where sourcery.is_live('tally', 1)");
		this.jdbc.update("""
				insert into plain as existing (stream, events) values ('s1', 100)
				on conflict (stream) do update set events = existing.events + excluded.events
				""");
		assertThat(this.jdbc.queryForObject("select events from tally_v1 where stream = 's1'", Long.class))
			.isEqualTo(101);
		assertThat(this.jdbc.update("delete from plain")).isPositive();
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> this.jdbc.update("delete from tally"))
			.withMessageContaining("cannot delete from view");
	}

	@Test
	void theRightsOnTheLanesHoldForTheVersionsAndReadersNeedNone() throws Exception {
		this.nodes.start(new Tally1(this.jdbc)).await("tally", write(3), Nodes.LONG);
		this.jdbc.execute("create role version_node; create role version_reader; create role version_observer");
		try (InputStream script = getClass().getResourceAsStream("/dev/sourcery/schema/V9__projection_versions.sql")) {
			this.jdbc.execute("grant select, insert, update on sourcery.subscription_lanes to version_node");
			this.jdbc.execute("grant select on sourcery.subscription_lanes to version_observer");
			this.jdbc.execute("grant select on tally to version_reader");
			String migration = new String(script.readAllBytes(), StandardCharsets.UTF_8);
			this.jdbc.execute("set search_path = sourcery; " + migration.substring(migration.indexOf("do $$"))
					+ "; reset search_path");
			assertThat(hasRight("version_node", "projection_versions", "update")).isTrue();
			assertThat(hasRight("version_node", "subscription_lanes", "delete")).isTrue();
			assertThat(hasRight("version_observer", "projection_versions", "select")).isTrue();
			assertThat(hasRight("version_observer", "subscription_lanes", "delete")).isFalse();
			assertThat(this.jdbc.execute((ConnectionCallback<Long>) (connection) -> {
				try (Statement statement = connection.createStatement()) {
					statement.execute("set role version_reader");
					ResultSet rows = statement.executeQuery("select sum(events) from tally");
					rows.next();
					long sum = rows.getLong(1);
					statement.execute("reset role");
					return sum;
				}
			})).isEqualTo(events());
		}
		finally {
			this.jdbc.execute("drop owned by version_node, version_reader, version_observer");
			this.jdbc.execute("drop role version_node; drop role version_reader; drop role version_observer");
		}
	}

	private boolean hasRight(String role, String table, String right) {
		return Boolean.TRUE.equals(this.jdbc.queryForObject("select has_table_privilege(?, ?, ?)", Boolean.class, role,
				"sourcery." + table, right));
	}

	@Test
	void twoProjectionsWithOneNameAndVersionAreRejected() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.nodes.start(new Tally1(this.jdbc), new Tally1(this.jdbc)))
			.withMessageContaining("version 1");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.nodes.start(new Tally1(this.jdbc), new InTransaction2()))
			.withMessageContaining("in the transaction of the append");
	}

	@Projection("tally")
	private record Tally1(JdbcTemplate jdbc) {

		private static final ProjectionTables TABLES = ProjectionTables.of(Tally1.class);

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			this.jdbc.update(TABLES.in("""
					insert into {tally} as existing (stream, events) values (?, 1)
					on conflict (stream) do update set events = existing.events + 1
					"""), event.stream().id());
		}

	}

	private static void write2(JdbcTemplate jdbc, RecordedEvent<Happened> event) {
		jdbc.update(ProjectionTables.of(Tally2.class).in("""
				insert into {tally} as existing (stream, events, last) values (?, 1, ?)
				on conflict (stream) do update set events = existing.events + 1, last = excluded.last
				"""), event.stream().id(), event.payload().text());
	}

	@Projection(value = "tally", version = 2, lanes = 3)
	private record Tally2(JdbcTemplate jdbc) {

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			write2(this.jdbc, event);
		}

		@ResetHandler
		void reset() {
			this.jdbc.update("delete from tally_v2");
		}

	}

	@Projection(value = "tally", version = 2, lanes = 2)
	private record Gated2(JdbcTemplate jdbc, CountDownLatch gate) {

		@EventHandler
		void on(RecordedEvent<Happened> event) throws InterruptedException {
			this.gate.await();
			write2(this.jdbc, event);
		}

	}

	@Projection(value = "tally", version = 2, lanes = 2, onFailure = FailureAction.PARK)
	private record Parking2(JdbcTemplate jdbc, AtomicBoolean failing) {

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			if (this.failing.get() && event.stream().id().equals("s3")) {
				throw new IllegalStateException("cannot be applied yet");
			}
			write2(this.jdbc, event);
		}

	}

	@Projection(value = "tally", version = 2, mode = ProjectionMode.IN_TRANSACTION)
	private record InTransaction2() {

		@EventHandler
		void on(Happened event) {
		}

	}

}
