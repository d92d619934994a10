package dev.sourcery.store.jdbc;

import dev.sourcery.store.jdbc.OrderOfEventsTests.Follower;
import dev.sourcery.tail.SettledPosition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

import org.springframework.dao.DataAccessException;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * One backend is killed, as the kernel does when memory runs out: PostgreSQL then ends
 * all of them and recovers.
 */
@DisabledIfEnvironmentVariable(named = "SOURCERY_TEST_DATABASE", matches = "jdbc:.*",
		disabledReason = "the server belongs to somebody else")
class CrashTests {

	private final StoreDatabase database = new StoreDatabase(
			(pool) -> pool.setConnectionInitSql("set synchronous_commit = on"));

	private final JdbcEventStore store = this.database.store();

	private final Caller caller = new Caller(this.database.transactionManager());

	@AfterEach
	void close() {
		this.caller.close();
		this.database.close();
	}

	@Test
	void aPositionThatACrashHasTakenBackIsNotSettledBeforeItIsDrawnAgain() {
		Follower follower = new Follower(this.store);
		append(this.store, "s", "before");
		follower.look();
		SettledPosition before = this.store.settledPosition();
		// beyond what the sequence has written ahead to the log
		this.caller.begin().run(() -> append(this.store, "open", "never".repeat(40).split("(?<=r)")));
		follower.look();
		crash();
		follower.look();

		Awaitility.await().ignoreExceptions().until(() -> append(this.store, "s", "after") != null);
		follower.look();
		assertThat(follower.texts()).containsExactly("before", "after");
		assertThat(this.store.settledPosition().incarnation()).isNotEqualTo(before.incarnation());
	}

	private void crash() {
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> this.database.jdbc().execute("""
				do $$ begin
				    execute format('copy (select 1) to program %L', 'kill -9 ' || pg_backend_pid());
				    perform pg_sleep(10);
				end $$
				"""));
		Awaitility.await()
			.ignoreExceptions()
			.until(() -> this.database.jdbc().queryForObject("select 1", Long.class) == 1);
	}

}
