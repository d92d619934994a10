package dev.sourcery.subscription;

import java.util.ArrayList;
import java.util.List;

import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.UnappliedAppendException;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Ignored;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.sourcery.projection.ProjectionMode.ASYNCHRONOUS;
import static dev.sourcery.projection.ProjectionMode.IN_TRANSACTION;
import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * While appends apply the events of a projection, the database refuses appends that do
 * not.
 */
class UnappliedAppendsTests {

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

	private ModeNode added(ModeNode node) {
		this.nodes.add(node);
		return node;
	}

	private ModeNode start(ProjectionMode mode) {
		return added(new ModeNode(this.database, mode)).start();
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
