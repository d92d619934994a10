package dev.sourcery.projection;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.StreamId;
import dev.sourcery.memory.InMemoryCheckpoints;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.subscription.Checkpoints;
import dev.sourcery.subscription.SubscriptionState;
import dev.sourcery.subscription.SubscriptionUnavailableException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ProjectionFailureTests extends ProjectionsFixture {

	@Test
	void aFailingHandlerIsRolledBackRetriedAndThenBlocks() throws Exception {
		append(this.store, "s", "1", "2", "poison", "4");
		AtomicInteger attempts = new AtomicInteger();
		Notes notes = new Notes(this.database.jdbc(), (text) -> {
			if (text.equals("poison") && attempts.incrementAndGet() < 1000) {
				throw new IllegalStateException("poisoned");
			}
		});
		Projections projections = start(notes);
		Awaitility.await().until(() -> projections.status("notes").state() == SubscriptionState.BLOCKED);

		assertThat(rows()).as("what came before is applied, nothing of the poison is").containsExactly("1", "2");
		assertThat(projections.status("notes").failure()).hasMessage("poisoned");
		assertThat(attempts).as("in batches of different sizes, alone, and a retry").hasValueGreaterThan(2);
		Commit later = append(this.store, "s", "5");
		assertThatExceptionOfType(SubscriptionUnavailableException.class)
			.isThrownBy(() -> projections.await("notes", token(later), LONG))
			.satisfies((ex) -> assertThat(ex.state()).isEqualTo(SubscriptionState.BLOCKED))
			.havingRootCause()
			.withMessage("poisoned");

		attempts.set(1000);
		projections.resume("notes");
		projections.await("notes", token(later), LONG);
		assertThat(rows()).containsExactly("1", "2", "poison", "4", "5");
	}

	@Test
	void aFailureThatPassesIsRetriedUntilItHasPassed() throws Exception {
		AtomicInteger attempts = new AtomicInteger();
		Notes notes = new Notes(this.database.jdbc(), (text) -> {
			if (attempts.incrementAndGet() <= 10) {
				throw new IllegalStateException(new SQLTransientConnectionException("no connection"));
			}
		});
		start(notes).await("notes", token(append(this.store, "s", "1")), LONG);
		assertThat(rows()).containsExactly("1");
	}

	@Test
	void onesFailureDoesNotStopTheOther() throws Exception {
		Projections projections = start(new Broken(), new Notes(this.database.jdbc()));
		projections.await("notes", token(append(this.store, "s", "1")), LONG);
		Awaitility.await().until(() -> projections.status("broken").state() == SubscriptionState.BLOCKED);
		projections.await("notes", token(append(this.store, "s", "2")), LONG);
	}

	@Test
	void anEventThatCannotBeReadBlocksAndIsNamed() {
		append(this.store, "s", "1");
		this.database.jdbc().update("""
				insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
				                             metadata, payload)
				values ('thing', 's', 2, gen_random_uuid(), 'thing.happened', 1, '{}', '{"text":{}}')
				""");
		append(this.store, "s", "3");
		Projections projections = start(new Notes(this.database.jdbc()));
		Awaitility.await().until(() -> projections.status("notes").state() == SubscriptionState.BLOCKED);
		assertThat(rows()).containsExactly("1");
		assertThat(projections.status("notes").failure()).isInstanceOf(EventDecodingException.class)
			.hasMessageContaining("thing/s, version 2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{a,null}", "{\" \"}", "{{a},{b}}", "{\"a\\nb\"}" })
	void anEventWithATagThatIsNoneBlocksAndIsNamed(String tags) {
		append(this.store, "s", "1");
		this.database.jdbc().update("""
				insert into sourcery.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
				                             metadata, payload, tags)
				values ('thing', 's', 2, gen_random_uuid(), 'thing.happened', 1, '{}', '{"text":"2"}', ?::text[])
				""", tags.replace("\\n", "\n"));
		append(this.store, "s", "3");
		Projections projections = start(new Notes(this.database.jdbc()));
		Awaitility.await().until(() -> projections.status("notes").state() == SubscriptionState.BLOCKED);
		assertThat(rows()).containsExactly("1");
		assertThat(projections.status("notes").failure()).isInstanceOf(EventDecodingException.class)
			.hasMessageContaining("thing/s, version 2");
	}

	@Test
	void aHandlerThatNeverMeetsTheExpectedVersionBlocks() {
		Notes notes = new Notes(this.database.jdbc(), (text) -> this.store.append(new StreamId("thing", "s"),
				ExpectedVersion.noStream(), List.of(NewEvent.of(new Happened("again")))));
		append(this.store, "s", "1");
		Projections projections = start(notes);
		Awaitility.await().until(() -> projections.status("notes").state() == SubscriptionState.BLOCKED);
		assertThat(projections.status("notes").failure()).isInstanceOf(VersionConflictException.class);
	}

	@Test
	void aNodeThatIsBlockedGoesOnWhenAnotherHasGotPast() throws Exception {
		Consumer<String> poisoned = (text) -> {
			throw new IllegalStateException("poisoned");
		};
		Projections blocked = start(new Notes(this.database.jdbc(), poisoned));
		ConsistencyToken token = token(append(this.store, "s", "1"));
		Awaitility.await().until(() -> blocked.status("notes").state() == SubscriptionState.BLOCKED);

		start(this.database.store(), SETTINGS, new Notes(this.database.jdbc())).await("notes", token, LONG);
		Awaitility.await().until(() -> blocked.status("notes").state() == SubscriptionState.STANDBY);
		blocked.await("notes", token, LONG);
		assertThat(rows()).containsExactly("1");
	}

	@Test
	void aHandlerThatLeavesItsThreadInterruptedDoesNotEndTheProjection() throws Exception {
		Projections projections = start(new Notes(this.database.jdbc(), (text) -> Thread.currentThread().interrupt()));
		append(this.store, "s", "1");
		projections.await("notes", token(append(this.store, "s", "2")), LONG);
		projections.await("notes", token(append(this.store, "s", "3")), LONG);
		assertThat(rows()).containsExactly("1", "2", "3");
	}

	@Test
	void aCheckedExceptionBlocksAsAnyOther() {
		for (Checkpoints checkpoints : List.of(this.database.checkpoints(), new InMemoryCheckpoints())) {
			Projections projections = new Projections(
					List.of(ProjectionDefinition.of(new Checked(), this.store.types())), this.store, checkpoints,
					SETTINGS);
			this.started.add(projections);
			projections.start();
			append(this.store, "s", "1");
			Awaitility.await().until(() -> projections.status("checked").state() == SubscriptionState.BLOCKED);
			assertThat(projections.status("checked").failure()).isInstanceOf(IOException.class);
		}
	}

	@Test
	void aBatchThatIsTooMuchForTheDatabaseIsTakenInPieces() throws Exception {
		append(this.store, "s", "1", "2", "3");
		Greedy greedy = new Greedy();
		start(greedy).await("greedy", token(append(this.store, "s", "4")), LONG);
		assertThat(greedy.taken).containsExactly("1", "2", "3", "4");
	}

	@Projection("broken")
	static class Broken {

		@EventHandler
		void on(Happened event) {
			throw new IllegalStateException("broken");
		}

	}

	@Projection("checked")
	static class Checked {

		@EventHandler
		void on(Happened event) throws IOException {
			throw new IOException("disk");
		}

	}

	@Projection("greedy")
	static class Greedy {

		private final List<String> taken = new CopyOnWriteArrayList<>();

		@EventHandler
		void on(List<Happened> events) throws SQLException {
			if (events.size() > 1) {
				throw new SQLTimeoutException("statement timeout", "57014");
			}
			this.taken.add(events.get(0).text());
		}

	}

}
