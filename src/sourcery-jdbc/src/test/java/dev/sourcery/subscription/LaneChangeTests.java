package dev.sourcery.subscription;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionDefinition;
import dev.sourcery.projection.Projections;
import dev.sourcery.projection.ResetHandler;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.tail.CommitBroadcast;
import dev.sourcery.tail.EventSource;
import dev.sourcery.tail.ServerIncarnation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Changes of the number of lanes that meet another statement, a node of an earlier
 * release, or a claim.
 */
class LaneChangeTests {

	private static final SubscriptionKey KEY = new SubscriptionKey("journal", 1);

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcTemplate jdbc = this.database.jdbc();

	private final JdbcEventStore store = this.database.store();

	private final Checkpoints checkpoints = this.database.checkpoints();

	private final Lanes lanes = this.checkpoints.lanes();

	private final Nodes nodes = new Nodes(this.database);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@BeforeEach
	void createJournal() {
		this.jdbc.execute("create table journal (id bigint generated always as identity, position bigint)");
	}

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.nodes.close();
		this.database.close();
	}

	private List<Long> journal() {
		return this.jdbc.queryForList("select position from journal order by position", Long.class);
	}

	private List<Long> events() {
		return this.jdbc.queryForList("select position from sourcery.events order by position", Long.class);
	}

	private ConsistencyToken write(int streams) {
		for (int i = 0; i < streams; i++) {
			append(this.store, "s" + i, "1", "2");
		}
		return append(this.store, "last", "last").token().orElseThrow();
	}

	private void advance(int lane, int lanes, long from, long to) {
		ServerIncarnation incarnation = this.store.settledPosition().incarnation();
		Fence fence = new Fence(KEY.lane(lane), lanes, token(lane));
		assertThat(this.checkpoints.advance(fence, new Position(from), new Position(to), incarnation, () -> {
		})).isEqualTo(new AdvanceOutcome.Advanced());
	}

	private long token(int lane) {
		return this.jdbc.queryForObject("select fence from sourcery.subscription_lanes where lane = ?", Long.class,
				lane);
	}

	private List<Long> positions() {
		return this.jdbc.queryForList(
				"select position from sourcery.subscription_lanes where lane < lanes order by lane", Long.class);
	}

	@Test
	void aClaimThatMeetsAChangeRunsTheLaneWithTheNumberOfTheClaim() throws Exception {
		ConsistencyToken token = write(20);
		ChangingOnce changing = new ChangingOnce(this.lanes);
		RunningSubscription one = new RunningSubscription(
				ProjectionDefinition.of(new OneLane(this.jdbc), this.store.types()),
				new SubscriptionRuntime(EventSource.of(this.store), changing, this.checkpoints, Nodes.SETTINGS,
						CommitBroadcast.none(), Thread::new));
		one.start();
		try {
			one.await(token, Nodes.LONG);
		}
		finally {
			one.beginStop();
			one.awaitStop();
		}
		assertThat(changing.changed).isTrue();
		assertThat(this.jdbc.queryForObject("select max(lanes) from sourcery.subscription_lanes", Integer.class))
			.isEqualTo(4);
		assertThat(journal()).isEqualTo(events());
	}

	@Test
	void aRebuildThatWaitsForAChangeResetsTheNewLanes() throws Exception {
		this.lanes.register(KEY, 2);
		write(2);
		advance(0, 2, 0, 3);
		advance(1, 2, 0, 3);
		this.lanes.change(KEY, 4);
		try (Connection change = this.database.dataSource().getConnection();
				Statement statement = change.createStatement()) {
			change.setAutoCommit(false);
			statement.execute("""
					update sourcery.subscription_lanes set lanes = 4, stop_at = null, next_lanes = null;
					insert into sourcery.subscription_lanes (name, subscription_version, lane, position, lanes)
					select 'journal', 1, lane, 3, 4 from generate_series(2, 3) as lane
					""");
			Future<?> rebuild = this.threads.submit(() -> this.checkpoints.reset(KEY, () -> {
			}));
			awaitLockWait();
			change.commit();
			rebuild.get(30, TimeUnit.SECONDS);
		}
		assertThat(positions()).containsExactly(0L, 0L, 0L, 0L);
	}

	@Test
	void aChangeThatWaitsForAnotherSeesItsLanes() throws Exception {
		this.lanes.register(KEY, 2);
		try (Connection change = this.database.dataSource().getConnection();
				Statement statement = change.createStatement()) {
			change.setAutoCommit(false);
			statement.execute("""
					update sourcery.subscription_lanes set lanes = 4;
					insert into sourcery.subscription_lanes (name, subscription_version, lane, position, lanes)
					select 'journal', 1, lane, 0, 4 from generate_series(2, 3) as lane
					""");
			Future<?> other = this.threads.submit(() -> this.lanes.change(KEY, 4));
			awaitLockWait();
			change.commit();
			other.get(30, TimeUnit.SECONDS);
		}
		assertThat(this.jdbc.queryForList("select stop_at from sourcery.subscription_lanes", Long.class))
			.as("there is nothing to change")
			.containsOnlyNulls();
	}

	private void awaitLockWait() {
		Awaitility.await().until(() -> this.jdbc.queryForObject("""
				select count(*) from pg_stat_activity
				where wait_event_type = 'Lock' and datname = current_database()
				""", Integer.class) == 1);
	}

	@Test
	void aNodeWithoutLanesThatPassesTheStopDelaysTheChangeOnly() throws Exception {
		ConsistencyToken token = write(5);
		this.lanes.register(KEY, 1);
		this.lanes.change(KEY, 4);
		assertThat(moveAsBefore(0, 4)).isOne();

		assertThat(this.lanes.completeChange(KEY)).isFalse();
		assertThat(this.lanes.completeChange(KEY)).isTrue();
		assertThat(positions()).containsExactly(4L, 4L, 4L, 4L);
		Projections node = this.nodes.start(new FourLanes(this.jdbc));
		node.await("journal", token, Nodes.LONG);
		assertThat(journal()).isEqualTo(events().subList(4, events().size()));
	}

	// as the release before lanes moved its checkpoint
	private int moveAsBefore(long from, long to) {
		return this.jdbc.queryForList("""
				with free as materialized (
				    select name, projection_version, lane
				    from sourcery.projection_checkpoints
				    where name = 'journal' and projection_version = 1 and lane = 0 and position = ?
				    for no key update skip locked)
				update sourcery.projection_checkpoints checkpoint
				set position = ?, updated_at = clock_timestamp()
				from free
				where checkpoint.name = free.name
				  and checkpoint.projection_version = free.projection_version
				  and checkpoint.lane = free.lane
				returning position
				""", from, to).size();
	}

	@Test
	void aNodeWithoutLanesSharesAProjectionWithOneLaneAndFindsNoneWithSeveral() {
		write(5);
		this.lanes.register(KEY, 1);
		assertThat(moveAsBefore(0, 2)).isOne();
		assertThat(positions()).containsExactly(2L);
		assertThat(this.jdbc.queryForList("select xmax from sourcery.projection_checkpoints")).hasSize(1);
		this.lanes.change(KEY, 2);
		assertThat(this.lanes.completeChange(KEY)).isTrue();
		assertThat(moveAsBefore(2, 4)).isZero();
		assertThatExceptionOfType(DataAccessException.class).as("before it empties the read model")
			.isThrownBy(() -> this.jdbc.update("""
					insert into sourcery.projection_checkpoints (name, projection_version, lane, position)
					values ('journal', 1, 0, 0)
					on conflict do nothing
					"""))
			.withMessageContaining("has several lanes");
		this.lanes.change(KEY, 1);
		assertThat(this.lanes.completeChange(KEY)).isTrue();
		assertThat(moveAsBefore(2, 4)).isOne();
	}

	@Test
	void afterAChangeACallerDoesNotTrustTheProgressOfTheFormerLane() throws Exception {
		Projections one = this.nodes.start(new TwoLanes(this.jdbc));
		one.await("journal", append(this.store, "s", "1").token().orElseThrow(), Nodes.LONG);
		// lanes that are ahead of their checkpoints in memory
		ConsistencyToken token = append(this.store, "s", "2").token().orElseThrow();
		one.await("journal", token, Nodes.LONG);
		this.jdbc
			.update("""
					update sourcery.subscription_lanes
					set position = 1, lanes = 1, fence = fence + 1, owner = 'another', lease_until = now() + interval '1 hour'
					""");
		assertThatExceptionOfType(SubscriptionUnavailableException.class)
			.isThrownBy(() -> one.await("journal", token, Duration.ofMillis(100)));
	}

	@Test
	void withoutAutoCommitLanesAreClaimedAndReleased() throws Exception {
		try (StoreDatabase manual = new StoreDatabase((pool) -> pool.setAutoCommit(false))) {
			manual.jdbc().getDataSource();
			JdbcEventStore events = manual.store();
			AtomicBoolean handled = new AtomicBoolean();
			Projections node = new Nodes(manual).start(new Flag(handled));
			node.await("flag", append(events, "s", "1").token().orElseThrow(), Nodes.LONG);
			node.stop();
			assertThat(handled).isTrue();
			assertThat(manual.jdbc().queryForList("select owner from sourcery.subscription_lanes", String.class))
				.containsOnlyNulls();
			assertThat(manual.jdbc().queryForList("select node from sourcery.subscription_nodes", String.class))
				.isEmpty();
		}
	}

	@Test
	void theThreadsKeepTheProcessAlive() throws Exception {
		Thread starter = new Thread(() -> this.nodes.start(new FourLanes(this.jdbc)));
		starter.setDaemon(true);
		starter.start();
		starter.join();
		List<Thread> lanes = Awaitility.await()
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.filter((thread) -> thread.getName().startsWith("sourcery-projection-journal"))
				.toList(), (found) -> found.size() == 4);
		assertThat(lanes).noneMatch(Thread::isDaemon);
	}

	@Test
	void theRightsOnTheFormerTableHoldForTheNewOnes() throws SQLException {
		this.jdbc.execute("create role lane_reader");
		try {
			this.jdbc.execute("grant select, insert, update on sourcery.subscription_lanes to lane_reader");
			String migration = new String(
					getClass().getResourceAsStream("/dev/sourcery/schema/V7__lanes.sql").readAllBytes(),
					java.nio.charset.StandardCharsets.UTF_8);
			this.jdbc.execute("set search_path = sourcery; " + migration.substring(migration.indexOf("do $$")));
			for (String table : List.of("subscription_nodes", "parked_events", "projection_checkpoints")) {
				assertThat(this.jdbc.queryForObject(
						"select has_table_privilege('lane_reader', ?, 'select, insert, update')", Boolean.class,
						"sourcery." + table))
					.as(table)
					.isTrue();
			}
		}
		catch (java.io.IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
		finally {
			this.jdbc.execute("drop owned by lane_reader; drop role lane_reader");
		}
	}

	/**
	 * Lanes that are changed to four between the look and the first claim.
	 */
	private static final class ChangingOnce implements Lanes {

		private final Lanes stored;

		private volatile boolean changed;

		ChangingOnce(Lanes stored) {
			this.stored = stored;
		}

		@Override
		public List<Fence> claim(String node, Collection<LaneKey> lanes) {
			if (!this.changed) {
				this.changed = true;
				this.stored.change(KEY, 4);
				this.stored.completeChange(KEY);
			}
			return this.stored.claim(node, lanes);
		}

		@Override
		public Duration lease() {
			return this.stored.lease();
		}

		@Override
		public boolean register(SubscriptionKey subscription, int lanes) {
			return this.stored.register(subscription, lanes);
		}

		@Override
		public void renew(String node, Collection<SubscriptionKey> subscriptions, Collection<LaneKey> unusable,
				Collection<Fence> claims) {
			this.stored.renew(node, subscriptions, unusable, claims);
		}

		@Override
		public List<LaneState> find(Collection<SubscriptionKey> subscriptions) {
			return this.stored.find(subscriptions);
		}

		@Override
		public void release(Fence fence) {
			this.stored.release(fence);
		}

		@Override
		public void leave(String node) {
			this.stored.leave(node);
		}

		@Override
		public void configure(SubscriptionKey subscription, int lanes) {
			this.stored.configure(subscription, lanes);
		}

		@Override
		public void change(SubscriptionKey subscription, int lanes) {
			this.stored.change(subscription, lanes);
		}

		@Override
		public boolean completeChange(SubscriptionKey subscription) {
			return this.stored.completeChange(subscription);
		}

	}

	private static void write(JdbcTemplate jdbc, RecordedEvent<?> event) {
		jdbc.update("insert into journal (position) values (?)", event.position().value());
	}

	@Projection("journal")
	private record OneLane(JdbcTemplate jdbc) {

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			write(this.jdbc, event);
		}

	}

	@Projection(value = "journal", lanes = 2)
	private record TwoLanes(JdbcTemplate jdbc) {

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			write(this.jdbc, event);
		}

	}

	@Projection(value = "journal", lanes = 4)
	private record FourLanes(JdbcTemplate jdbc) {

		@EventHandler
		void on(RecordedEvent<Happened> event) {
			write(this.jdbc, event);
		}

		@ResetHandler
		void reset() {
			this.jdbc.update("delete from journal");
		}

	}

	@Projection("flag")
	private record Flag(AtomicBoolean handled) {

		@EventHandler
		void on(Happened event) {
			this.handled.set(true);
		}

	}

}
