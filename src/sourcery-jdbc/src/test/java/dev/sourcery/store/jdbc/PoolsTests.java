package dev.sourcery.store.jdbc;

import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.event.Position;
import dev.sourcery.event.StreamId;
import dev.sourcery.repository.AggregateExistsException;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.RepositoryFactory;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.jdbc.CompletionPhaseTests.Thing;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.subscription.AdvanceOutcome;
import dev.sourcery.subscription.Fence;
import dev.sourcery.subscription.LaneKey;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Pools and transaction managers that are not as they usually are.
 */
class PoolsTests {

	private final StreamId stream = new StreamId("thing", "s");

	@Test
	void aPoolWithoutAutocommitLosesNothing() {
		try (StoreDatabase database = new StoreDatabase((pool) -> pool.setAutoCommit(false))) {
			JdbcEventStore store = database.store();
			append(store, "s", "1");
			append(store, "s", "2");
			assertThat(store.version(this.stream)).isEqualTo(2);
			assertThat(store.readAll(EventQuery.all())).hasSize(2);

			JdbcCheckpoints checkpoints = database.checkpoints();
			LaneKey key = new SubscriptionKey("p", 1).lane(0);
			checkpoints.loadOrCreate(key);
			assertThat(checkpoints.advance(new Fence(key, 1, 0), Position.START, new Position(1),
					store.settledPosition().incarnation(), () -> {
					}))
				.isEqualTo(new AdvanceOutcome.Advanced());
		}
	}

	@Test
	void anAppendInATransactionOfAnotherDatabaseCommitsByItself() {
		for (boolean autoCommit : new boolean[] { true, false }) {
			try (StoreDatabase database = new StoreDatabase((pool) -> pool.setAutoCommit(autoCommit));
					StoreDatabase other = new StoreDatabase()) {
				JdbcEventStore store = database.store();
				AtomicInteger signals = new AtomicInteger();
				store.afterCommit((appended) -> signals.incrementAndGet());
				new TransactionTemplate(other.transactionManager()).executeWithoutResult((status) -> {
					append(store, "s", "1");
					assertThat(store.version(this.stream)).isEqualTo(1);
					append(store, "s", "2");
					assertThat(store.inCallersTransaction()).isFalse();
					store.append(this.stream, ExpectedVersion.exactly(2), List.of(NewEvent.of(new Happened("3"))));
					assertThat(signals).hasValue(3);
					status.setRollbackOnly();
				});
				assertThat(store.version(this.stream)).isEqualTo(3);
			}
		}
	}

	@Test
	void aRefusalLeavesAScopeWithoutTransactionUsable() {
		try (StoreDatabase database = new StoreDatabase((pool) -> pool.setAutoCommit(false))) {
			append(database.store(), "s", "1", "2");
			JdbcEventStore store = database.store(AppendSettings.standard().groups(false));
			TransactionTemplate scope = new TransactionTemplate(database.transactionManager());
			scope.setPropagationBehavior(TransactionDefinition.PROPAGATION_SUPPORTS);
			scope.executeWithoutResult((status) -> {
				for (ExpectedVersion stale : List.of(ExpectedVersion.noStream(), ExpectedVersion.exactly(1))) {
					assertThatExceptionOfType(VersionConflictException.class)
						.isThrownBy(() -> store.append(this.stream, stale, List.of(NewEvent.of(new Happened("3")))))
						.satisfies((ex) -> assertThat(ex.actual()).isEqualTo(2));
				}
				Repository<Thing, String> things = new RepositoryFactory(store).of(AggregateType.of(Thing.class));
				assertThatExceptionOfType(AggregateExistsException.class)
					.isThrownBy(() -> things.create("s", () -> new Happened("3")));
				assertThat(store.version(this.stream)).isEqualTo(2);
				append(store, "s", "3");
			});
			assertThat(database.store().version(this.stream)).isEqualTo(3);
		}
	}

	@Test
	void aPoolOfOneConnectionIsEnough() throws Exception {
		try (StoreDatabase database = new StoreDatabase((pool) -> pool.setMaximumPoolSize(1));
				Caller holder = new Caller(database.transactionManager());
				Caller looking = new Caller(database.transactionManager())) {
			JdbcEventStore store = database.store();
			append(store, "s", "1");
			holder.begin().run(() -> new JdbcTemplate(database.dataSource()).queryForObject("select 1", Long.class));
			Future<?> waiting = looking.start(store::settledPosition);
			Awaitility.await().until(() -> database.waitingForAConnection() > 0);

			assertThat(holder.start(store::settledPosition).get(10, TimeUnit.SECONDS).position())
				.as("who has a connection does not wait for one who has none")
				.isEqualTo(new Position(1));
			holder.commit();
			waiting.get(10, TimeUnit.SECONDS);
		}
	}

}
