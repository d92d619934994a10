package dev.sourcery.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class TransactionsTests {

	private final StoreDatabase database = new StoreDatabase();

	private final JdbcEventStore store = this.database.store();

	private final TransactionTemplate transaction = new TransactionTemplate(this.database.transactionManager());

	private final StreamId stream = new StreamId("thing", "s");

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void anAppendIsRolledBackWithTheCallersTransaction() {
		AtomicInteger signals = new AtomicInteger();
		this.store.afterCommit((appended) -> signals.incrementAndGet());
		assertThatIllegalStateException().isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
			this.database.jdbc().update("insert into business (note) values ('row')");
			append(this.store, "s", "1");
			assertThat(this.store.version(this.stream)).as("within the transaction").isEqualTo(1);
			throw new IllegalStateException("no");
		}));

		assertThat(this.store.version(this.stream)).isZero();
		assertThat(this.store.readAll(EventQuery.all())).isEmpty();
		assertThat(this.database.jdbc().queryForObject("select count(*) from business", Long.class)).isZero();
		assertThat(signals).hasValue(0);
	}

	@Test
	void anAppendIsCommittedWithTheCallersTransactionAndSignalledAfter() {
		List<Long> versionsSeenAtSignal = new ArrayList<>();
		Caller outsider = new Caller(this.database.transactionManager());
		this.store
			.afterCommit((appended) -> versionsSeenAtSignal.add(outsider.run(() -> this.store.version(this.stream))));
		this.transaction.executeWithoutResult((status) -> {
			append(this.store, "s", "1");
			assertThat(versionsSeenAtSignal).isEmpty();
		});
		assertThat(versionsSeenAtSignal).containsExactly(1L);
		outsider.close();
	}

	@Test
	void aListenerWithinTheTransactionCanStillPreventTheCommit() {
		List<RecordedEvent<?>> heard = new ArrayList<>();
		this.store.onAppend((events) -> {
			this.database.jdbc().update("insert into business (note) values ('listener')");
			heard.addAll(events);
			if (heard.size() > 1) {
				throw new IllegalStateException("no");
			}
		});
		append(this.store, "s", "1");
		assertThatIllegalStateException().isThrownBy(() -> append(this.store, "s", "2"));

		assertThat(this.store.version(this.stream)).isEqualTo(1);
		assertThat(this.database.jdbc().queryForObject("select count(*) from business", Long.class)).isEqualTo(1);
	}

	@Test
	void aConflictInsideATransactionSurfaces() {
		append(this.store, "s", "1");
		Caller rival = new Caller(this.database.transactionManager());
		assertThatExceptionOfType(VersionConflictException.class)
			.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
				rival.run(() -> append(this.store, "s", "2"));
				this.store.append(this.stream, ExpectedVersion.exactly(1), List.of(NewEvent.of(new Happened("x"))));
			}));
		assertThat(this.store.read(StreamQuery.of(this.stream))).hasSize(2);
		rival.close();
	}

	@Test
	void anAppendThatTakesAnyVersionSurvivesALostRaceInsideATransaction() throws Exception {
		append(this.store, "s", "1");
		Caller rival = new Caller(this.database.transactionManager());
		Caller caller = new Caller(this.database.transactionManager());
		rival.begin().run(() -> append(this.store, "s", "of the rival"));
		caller.begin().run(() -> this.database.jdbc().update("insert into business (note) values ('row')"));
		var waiting = caller.start(() -> append(this.store, "s", "of the caller"));
		this.database.awaitBlockedBackend();
		rival.commit();
		assertThat(waiting.get().version()).isEqualTo(3);
		caller.commit();
		assertThat(this.store.version(this.stream)).isEqualTo(3);
		assertThat(this.database.jdbc().queryForObject("select count(*) from business", Long.class)).isEqualTo(1);
		rival.close();
		caller.close();
	}

	@Test
	void aConflictAmongSeveralStreamsNamesTheOneThatHasIt() {
		StreamId other = new StreamId("thing", "t, u)");
		Caller rival = new Caller(this.database.transactionManager());
		Caller caller = new Caller(this.database.transactionManager());
		caller.begin(TransactionDefinition.ISOLATION_REPEATABLE_READ).run(() -> this.store.version(this.stream));
		rival.run(() -> append(this.store, other.id(), "of the rival"));
		assertThatExceptionOfType(VersionConflictException.class)
			.isThrownBy(() -> caller.run(() -> this.store.append(List.of(creation(this.stream), creation(other)))))
			.satisfies((ex) -> assertThat(ex.stream()).isEqualTo(other));
		caller.rollback();
		rival.close();
		caller.close();
	}

	private static Append creation(StreamId to) {
		return new Append(to, ExpectedVersion.noStream(), List.of(NewEvent.of(new Happened("x"))));
	}

	@Test
	void eventsCannotBeChangedOrRemoved() {
		append(this.store, "s", "1");
		for (String sql : List.of("update sourcery.events set version = 2", "delete from sourcery.events",
				"truncate sourcery.events")) {
			assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> this.database.jdbc().execute(sql))
				.withMessageContaining("append-only");
		}
		assertThat(this.store.read(StreamQuery.of(this.stream))).hasSize(1);
	}

	@Test
	void historyIsRewrittenOnlyByAnExplicitSwitch() {
		append(this.store, "s", "1");
		this.transaction.executeWithoutResult((status) -> {
			this.database.jdbc().execute("set local sourcery.rewrite_history = 'on'");
			this.database.jdbc().update("delete from sourcery.events");
		});
		assertThat(this.store.version(this.stream)).isZero();
	}

	@Test
	void theDatabaseItselfRefusesAVersionTwice() {
		append(this.store, "s", "1");
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> this.database.jdbc().update("""
				insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
				                             metadata, payload)
				select aggregate_type, stream_id, version, event_id, event_type, schema_version, metadata, payload
				from sourcery.events
				"""));
	}

	@Test
	void aPersonReadsTheEventsInAView() {
		append(this.store, "s", "1");
		assertThat(this.database.jdbc().queryForMap("""
				select stream, version, event_type, payload ->> 'text' as text
				from sourcery.event_log
				""")).containsEntry("stream", "thing/s")
			.containsEntry("version", 1L)
			.containsEntry("event_type", "thing.happened")
			.containsEntry("text", "1");
	}

}
