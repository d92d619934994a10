package dev.sourcery.subscription;

import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Take-overs that are killed, and transactions that began before a take-over.
 */
class InterruptedTakeOverTests extends VersionsFixture {

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

}
