package dev.sourcery.subscription;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.UnappliedAppendException;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StatementLog;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Ignored;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.sourcery.projection.ProjectionMode.ASYNCHRONOUS;
import static dev.sourcery.projection.ProjectionMode.IN_TRANSACTION;
import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The mode of a projection comes from the configuration and takes effect with a
 * hand-over; the database refuses appends that do not apply what they must.
 */
class ModesTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcTemplate jdbc = this.database.jdbc();

	private final TransactionTemplate transaction = new TransactionTemplate(this.database.transactionManager());

	private final List<ModeNode> nodes = new ArrayList<>();

	@BeforeEach
	void createJournal() {
		ModeNode.createJournal(this.jdbc);
	}

	@AfterEach
	void close() {
		this.nodes.forEach(ModeNode::close);
		this.database.close();
	}

	private ModeNode create(ProjectionMode mode) {
		return added(new ModeNode(this.database, mode));
	}

	private ModeNode start(ProjectionMode mode) {
		return create(mode).start();
	}

	private ModeNode added(ModeNode node) {
		this.nodes.add(node);
		return node;
	}

	private List<Long> applied() {
		return this.jdbc.queryForList("select position from journal order by id", Long.class);
	}

	private ConsistencyToken write(EventStore store) {
		return append(store, "s", "text").token().orElseThrow();
	}

	private boolean isEnforced() {
		return Boolean.TRUE.equals(this.jdbc.queryForObject("""
				select tgenabled <> 'D' from pg_trigger
				where tgrelid = 'sourcery.events'::regclass and tgname = 'events_applied'
				""", Boolean.class));
	}

	@Test
	void aNewProjectionIsAppliedByAppendsFromItsFirstStart() throws Exception {
		write(this.database.store());
		ModeNode created = create(IN_TRANSACTION);
		write(created.store());
		assertThat(applied()).as("before the start").containsExactly(2L);
		created.start();
		assertThat(isEnforced()).isTrue();
		ConsistencyToken token = write(created.store());
		assertThat(applied()).containsExactly(2L, 3L);
		created.projections().await("journal", token, Nodes.LONG);
		assertThat(created.projections().status("journal").mode()).isEqualTo(IN_TRANSACTION);
		assertThat(created.projections().details("journal").isInTransaction()).isTrue();
		assertThat(created.projections().details("journal").isPaused()).isFalse();
		assertThat(created.projections().details("journal").lag().events()).isZero();
	}

	@Test
	void itJoinsWhenTheLastAsynchronousNodeHasStoppedAndLeavesBeforeOneAppends() throws Exception {
		ModeNode asynchronous = start(ASYNCHRONOUS);
		asynchronous.projections().await("journal", write(asynchronous.store()), Nodes.LONG);
		ModeNode joining = start(IN_TRANSACTION);
		joining.awaitMode(ASYNCHRONOUS);
		joining.projections().await("journal", write(joining.store()), Nodes.LONG);
		assertThat(ModeNode.storedMode(this.database)).as("while the other node lives").isEqualTo(ASYNCHRONOUS);

		asynchronous.close();
		joining.awaitMode(IN_TRANSACTION);
		write(joining.store());
		assertThat(applied()).containsExactly(1L, 2L, 3L);

		ModeNode created = create(ASYNCHRONOUS);
		write(created.store());
		assertThat(applied()).as("a node that has not started yet").containsExactly(1L, 2L, 3L, 4L);
		created.start();
		assertThat(ModeNode.storedMode(this.database)).isEqualTo(ASYNCHRONOUS);
		assertThat(isEnforced()).isFalse();
		write(created.store());
		joining.projections().await("journal", write(joining.store()), Nodes.LONG);
		assertThat(applied()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
		joining.awaitMode(ASYNCHRONOUS);
	}

	@Test
	void theAppendOfANodeThatDoesNotTakePartIsRefused() {
		ModeNode node = start(IN_TRANSACTION);
		write(node.store());
		EventStore other = this.database.store();
		assertThatExceptionOfType(UnappliedAppendException.class).isThrownBy(() -> write(other))
			.withMessageContaining("remove(name, version)")
			.satisfies((ex) -> {
				assertThat(ex.projection()).isEqualTo("journal");
				assertThat(ex.version()).isEqualTo(1);
				assertThat(ex.eventType()).isEqualTo("thing.happened");
			});
		assertThatExceptionOfType(TransactionSystemException.class)
			.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> write(other)))
			.withStackTraceContaining("Projection journal (version 1)");
		assertThat(other.version(new StreamId("thing", "s"))).isEqualTo(1);
		other.append(new StreamId("thing", "t"), ExpectedVersion.any(),
				List.of(NewEvent.of(new Ignored("of a type without a handler"))));
		write(node.store());
		assertThat(applied()).containsExactly(1L, 5L);
	}

	@Test
	void aPreparedTransactionThatDoesNotTakePartIsRefused() {
		start(IN_TRANSACTION);
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> this.jdbc.execute((ConnectionCallback<Boolean>) (connection) -> {
				try (var statement = connection.createStatement()) {
					statement.execute("""
							begin;
							insert into sourcery.events (version, event_id, schema_version, aggregate_type, stream_id,
							                             event_type, metadata, payload)
							values (1, gen_random_uuid(), 1, 'thing', 'p', 'thing.happened', '{}', '{"text":"p"}')
							""");
					return statement.execute("prepare transaction 'not applied'");
				}
				finally {
					connection.createStatement().execute("rollback");
				}
			}))
			.withMessageContaining("has not applied it");
	}

	@Test
	void anAppendAfterOneThatWasAppliedIsCheckedToo() {
		ModeNode node = start(IN_TRANSACTION);
		assertThatExceptionOfType(TransactionSystemException.class)
			.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
				Object savepoint = status.createSavepoint();
				write(node.store());
				status.rollbackToSavepoint(savepoint);
				append(this.database.store(), "other", "not applied");
			}))
			.withStackTraceContaining("has not applied it");
		assertThat(applied()).isEmpty();
	}

	@Test
	void aNodeWithoutAHandlerForATypeOfAnotherNodeIsRefused() {
		ModeNode former = start(IN_TRANSACTION);
		ModeNode newer = added(new ModeNode(this.database, IN_TRANSACTION, new JournalOfAll(this.jdbc))).start();
		NewEvent ignored = NewEvent.of(new Ignored("text"));
		StreamId stream = new StreamId("thing", "s");
		assertThatExceptionOfType(UnappliedAppendException.class)
			.isThrownBy(() -> former.store().append(stream, ExpectedVersion.any(), List.of(ignored)));
		newer.store().append(stream, ExpectedVersion.any(), List.of(ignored));
		assertThat(applied()).hasSize(1);
		newer.close();
		// its handlers are gone from all nodes
		Awaitility.await().untilAsserted(() -> former.store().append(stream, ExpectedVersion.any(), List.of(ignored)));
	}

	@Test
	void aRebuildAppliesAllEventsByLanesAndJoinsAgain() throws Exception {
		write(this.database.store());
		ModeNode node = start(IN_TRANSACTION);
		write(node.store());
		assertThat(applied()).containsExactly(2L);
		node.projections().rebuild("journal");
		node.projections().await("journal", write(node.store()), Nodes.LONG);
		assertThat(applied()).containsExactly(1L, 2L, 3L);
		node.awaitMode(IN_TRANSACTION);
		write(node.store());
		assertThat(applied()).containsExactly(1L, 2L, 3L, 4L);
	}

	@Test
	void operationsOnLanesThatStandAreRefusedAlsoThoseOfOtherReleases() {
		ModeNode node = start(IN_TRANSACTION);
		write(node.store());
		Awaitility.await().until(() -> !node.projections().details("journal").lanes().isEmpty());
		assertThatIllegalStateException().isThrownBy(() -> node.projections().pause("journal"));
		assertThatIllegalStateException().isThrownBy(() -> node.projections().changeLanes("journal", 2));
		for (String change : List.of("paused = false", "position = 5", "stop_at = 1, next_lanes = 2")) {
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(
						() -> this.jdbc.update("update sourcery.subscription_lanes set fence = fence + 1, " + change))
				.withMessageContaining("its lanes cannot be changed");
		}
		this.jdbc.update("delete from sourcery.subscription_lanes");
		this.jdbc.update(
				"insert into sourcery.subscription_lanes (name, subscription_version, lane, position) values ('journal', 1, 0, 0)");
		assertThat(this.jdbc.queryForObject("select paused and joined from sourcery.subscription_lanes", Boolean.class))
			.as("inserted by a node that does not know of modes")
			.isTrue();
	}

	@Test
	void aProjectionThatNoLongerExistsIsRemoved() {
		ModeNode node = start(IN_TRANSACTION);
		write(node.store());
		node.close();
		ModeNode other = added(new ModeNode(this.database, ASYNCHRONOUS, new Other())).start();
		assertThatExceptionOfType(UnappliedAppendException.class).isThrownBy(() -> write(other.store()));
		other.projections().operatedBy("ada").remove("journal", 1);
		write(other.store());
		assertThat(isEnforced()).isFalse();
		assertThat(applied()).containsExactly(1L);
	}

	@Test
	void anAppendTakesOneStatementMoreOnlyOnNodesThatApply() {
		StatementLog log = new StatementLog(this.database.dataSource());
		try (ModeNode asynchronous = node(log, ASYNCHRONOUS)) {
			write(asynchronous.store());
			log.statements().clear();
			write(asynchronous.store());
			assertThat(log.statements()).hasSize(1);
		}
		try (ModeNode joining = node(log, IN_TRANSACTION)) {
			write(joining.store());
			log.statements().clear();
			write(joining.store());
			assertThat(log.statements()).as("the INSERT and the question").hasSize(2);
			joining.store()
				.append(new StreamId("thing", "t"), ExpectedVersion.any(), List.of(NewEvent.of(new Ignored("text"))));
			assertThat(log.statements()).as("an event that it does not handle").hasSize(3);
		}
	}

	@Test
	@DisabledIfEnvironmentVariable(named = "SOURCERY_TEST_DATABASE", matches = "jdbc:.*",
			disabledReason = "takes a superuser")
	void aMissingRightIsReported() {
		this.jdbc.execute("""
				drop role if exists modes_application;
				create role modes_application;
				grant usage on schema sourcery to modes_application;
				grant select, insert, update on all tables in schema sourcery to modes_application;
				grant usage, select on all sequences in schema sourcery to modes_application
				""");
		DataSource limited = new DelegatingDataSource(this.database.dataSource()) {

			@Override
			public Connection getConnection() throws SQLException {
				Connection connection = super.getConnection();
				try (Statement statement = connection.createStatement()) {
					statement.execute("set role modes_application");
				}
				return connection;
			}

		};
		try (ModeNode node = node(limited, IN_TRANSACTION)) {
			assertThatException().isThrownBy(() -> write(node.store()))
				.withStackTraceContaining("permission denied for function begin_applying");
		}
		finally {
			this.jdbc.execute("reset role; drop owned by modes_application; drop role modes_application");
		}
	}

	private ModeNode node(DataSource dataSource, ProjectionMode mode) {
		JdbcTransactionManager transactions = new JdbcTransactionManager(dataSource);
		return new ModeNode(this.database,
				new JdbcEventStore(dataSource, transactions,
						new JsonEventSerializer(EventTypes.of(StoreDatabase.Happened.class, Ignored.class)),
						StoreDatabase.SCHEMA),
				new JdbcCheckpoints(dataSource, transactions, StoreDatabase.SCHEMA), mode,
				new ModeNode.Journal(this.jdbc));
	}

	@Projection("journal")
	private record JournalOfAll(JdbcTemplate jdbc) {

		@EventHandler
		void on(RecordedEvent<?> event) {
			this.jdbc.update("insert into journal (stream, version, position) values (?, ?, ?)", event.stream().id(),
					event.version(), event.position().value());
		}

	}

	@Projection("other")
	private record Other() {

		@EventHandler
		void on(StoreDatabase.Happened event) {
		}

	}

}
