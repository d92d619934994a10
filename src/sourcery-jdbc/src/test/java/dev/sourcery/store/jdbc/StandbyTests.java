package dev.sourcery.store.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.Position;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionDefinition;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.LostWriteException;
import dev.sourcery.store.UnknownSettledPositionException;
import dev.sourcery.store.UnknownSettledPositionException.Reason;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.subscription.SubscriptionSettings;
import dev.sourcery.tail.SettledPosition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static dev.sourcery.store.jdbc.StoreDatabase.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A real standby that follows by streaming, and is promoted after the primary has died
 * with commits that it had not sent.
 */
class StandbyTests {

	// beyond what the sequence has written ahead to the log, so that positions are drawn
	// again
	private static final int MANY = 60;

	private static final Duration LONG = Duration.ofSeconds(30);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private OwnServer primary;

	private OwnServer standby;

	private StoreDatabase database;

	private Projections projections;

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		if (this.projections != null) {
			this.projections.stop();
		}
		if (this.database != null) {
			this.database.close();
		}
		for (OwnServer server : new OwnServer[] { this.standby, this.primary }) {
			if (server != null) {
				server.close();
			}
		}
	}

	@Test
	void aStandbyIsRefusedAndAfterItsPromotionWhatWasLostIsToldByName(@TempDir Path first, @TempDir Path second)
			throws Exception {
		this.primary = OwnServer.start(first);
		this.standby = OwnServer.startStandby(this.primary, second);
		this.database = new StoreDatabase((pool) -> {
			pool.setDataSource(bothServers());
			pool.setConnectionTimeout(500);
		});
		JdbcEventStore store = this.database.store();
		this.projections = start(store);
		ConsistencyToken kept = token(append(store, "s", "before"));
		this.projections.await("notes", kept, LONG);
		awaitOnStandby(kept.position());
		aStandbyIsRefused();

		cutStandbyOff();
		ConsistencyToken lost = token(append(store, "s", numbered("lost")));
		this.projections.await("notes", lost, LONG);
		assertThat(rows()).contains("lost 1", "lost " + MANY);
		this.primary.crash();
		new JdbcTemplate(this.standby.dataSource()).execute("select pg_promote()");
		Awaitility.await().ignoreExceptions().until(() -> append(store, "t", numbered("redrawn")) != null);
		assertThat(store.lastPosition(lost.position())).as("positions are drawn again").isEqualTo(lost.position());

		Awaitility.await().atMost(LONG).ignoreExceptions().until(() -> rows().contains("redrawn " + MANY));
		ConsistencyToken later = token(append(store, "t", "after"));
		this.projections.await("notes", later, LONG);
		assertThat(rows()).isEqualTo(texts(store.readAll(EventQuery.all()).toList()))
			.noneMatch((row) -> row.startsWith("lost"));
		this.projections.await("notes", kept, LONG);
		assertThat(later.epoch().number()).isEqualTo(kept.epoch().number() + 1);
		assertThatExceptionOfType(LostWriteException.class)
			.isThrownBy(() -> this.projections.await("notes", lost, LONG))
			.satisfies((ex) -> assertThat(ex.epoch()).isEqualTo(later.epoch()));
		allNodesBeginOneEpoch(later);
	}

	private PGSimpleDataSource bothServers() {
		PGSimpleDataSource dataSource = this.primary.dataSource();
		dataSource.setServerNames(new String[] { "localhost", "localhost" });
		dataSource.setPortNumbers(new int[] { this.primary.port(), this.standby.port() });
		dataSource.setTargetServerType("primary");
		return dataSource;
	}

	private Projections start(JdbcEventStore store) {
		Projections started = new Projections(
				List.of(ProjectionDefinition.of(new Notes(this.database.jdbc()), store.types())), store,
				this.database.checkpoints(), new SubscriptionSettings(1000, Duration.ofMillis(20),
						Duration.ofSeconds(30), Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofSeconds(10)));
		started.start();
		return started;
	}

	private void awaitOnStandby(Position position) {
		JdbcTemplate jdbc = new JdbcTemplate(this.standby.dataSource());
		Awaitility.await()
			.until(() -> jdbc.queryForObject("select max(position) from sourcery.events", Long.class) >= position
				.value());
	}

	private void aStandbyIsRefused() {
		try (StoreDatabase node = this.standby.pool()) {
			JdbcEventStore store = node.store();
			for (Callable<?> call : List.<Callable<?>>of(store::settledPosition,
					() -> store.readAll(EventQuery.all()).toList(), store::heldBack)) {
				assertThatExceptionOfType(UnknownSettledPositionException.class).isThrownBy(call::call)
					.withMessageContaining("on the primary")
					.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.STANDBY));
			}
		}
	}

	private void cutStandbyOff() {
		JdbcTemplate jdbc = new JdbcTemplate(this.standby.dataSource());
		jdbc.execute("alter system set primary_conninfo = ''");
		jdbc.execute("select pg_reload_conf()");
		Awaitility.await()
			.until(() -> jdbc.queryForObject("select count(*) from pg_stat_wal_receiver", Long.class) == 0);
	}

	private void allNodesBeginOneEpoch(ConsistencyToken token) throws Exception {
		this.database.jdbc().update("delete from sourcery.epochs where number = ?", token.epoch().number());
		CountDownLatch go = new CountDownLatch(1);
		List<Future<SettledPosition>> looks = IntStream.range(0, 4).mapToObj((node) -> {
			JdbcEventStore store = this.database.store();
			return this.threads.submit(() -> {
				go.await();
				return store.settledPosition();
			});
		}).toList();
		go.countDown();
		for (Future<SettledPosition> look : looks) {
			look.get();
		}
		assertThat(
				this.database.jdbc().queryForList("select number from sourcery.epochs order by number", Integer.class))
			.containsExactlyElementsOf(IntStream.rangeClosed(1, token.epoch().number()).boxed().toList());
	}

	private static String[] numbered(String text) {
		return IntStream.rangeClosed(1, MANY).mapToObj((number) -> text + " " + number).toArray(String[]::new);
	}

	private static ConsistencyToken token(Commit commit) {
		return commit.token().orElseThrow();
	}

	private List<String> rows() {
		return this.database.jdbc().queryForList("select note from business order by id", String.class);
	}

	@Projection("notes")
	private record Notes(JdbcTemplate jdbc) {

		@EventHandler
		void on(Happened event) {
			this.jdbc.update("insert into business (note) values (?)", event.text());
		}

	}

}
