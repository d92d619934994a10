package dev.sourcery.subscription;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.sql.DataSource;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.StreamId;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionDefinition;
import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
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

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

import static dev.sourcery.projection.ProjectionMode.ASYNCHRONOUS;
import static dev.sourcery.projection.ProjectionMode.IN_TRANSACTION;
import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * The statements of nodes on which appends apply the events of projections.
 */
class ModeStatementsTests {

	private static final int SECONDS = 5;

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcTemplate jdbc = this.database.jdbc();

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

	private void write(EventStore store) {
		append(store, "s", "text");
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
	void anIdleNodeSendsFewStatementsRegardlessOfTheNumberOfProjections() {
		StatementLog log = new StatementLog(this.database.dataSource());
		JdbcTransactionManager transactions = new JdbcTransactionManager(log);
		JdbcEventStore store = new JdbcEventStore(log, transactions,
				new JsonEventSerializer(EventTypes.of(StoreDatabase.Happened.class)), StoreDatabase.SCHEMA);
		Projections node = new Projections(
				Stream.of(new First(), new Second(), new Third())
					.map((projection) -> ProjectionDefinition.of(projection, store.types()))
					.toList(),
				store, new JdbcCheckpoints(log, transactions, StoreDatabase.SCHEMA), SubscriptionSettings.standard());
		node.start();
		try {
			write(store);
			Awaitility.await()
				.until(() -> node.status().stream().allMatch((status) -> status.mode() == IN_TRANSACTION)
						&& node.all().size() == 3);
			int before = log.statements().size();
			Awaitility.await().pollDelay(Duration.ofSeconds(2)).until(() -> log.statements().size() > before);
			int start = log.statements().size();
			Awaitility.await().pollDelay(Duration.ofSeconds(SECONDS)).until(() -> log.statements().size() > start);
			List<String> all = List.copyOf(log.statements());
			assertThat(all.subList(start, all.size())).as("5 statements a second")
				.hasSizeLessThanOrEqualTo(5 * SECONDS);
		}
		finally {
			node.stop();
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

	@Projection(value = "first", mode = IN_TRANSACTION)
	private record First() {

		@EventHandler
		void on(StoreDatabase.Happened event) {
		}

	}

	@Projection(value = "second", mode = IN_TRANSACTION)
	private record Second() {

		@EventHandler
		void on(StoreDatabase.Happened event) {
		}

	}

	@Projection(value = "third", mode = IN_TRANSACTION)
	private record Third() {

		@EventHandler
		void on(StoreDatabase.Happened event) {
		}

	}

}
