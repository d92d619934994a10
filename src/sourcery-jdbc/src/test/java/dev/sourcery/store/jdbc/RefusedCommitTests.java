package dev.sourcery.store.jdbc;

import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.sourcery.store.StoreContentionException;
import dev.sourcery.store.StoreRefusedException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What the database answers with other than a lost connection: each is one exception,
 * nothing is stored, and the store works on when the cause is gone.
 */
class RefusedCommitTests extends RefusingDatabase {

	@Test
	void twoThatWaitForEachOther() throws Exception {
		start((pool) -> {
		});
		JdbcEventStore store = this.database.store();
		try (Caller one = new Caller(this.database.transactionManager());
				Caller other = new Caller(this.database.transactionManager())) {
			one.begin().run(() -> StoreDatabase.append(store, "a", "1"));
			other.begin().run(() -> StoreDatabase.append(store, "b", "1"));
			Future<Throwable> ofOne = one.start(() -> catchThrowable(() -> StoreDatabase.append(store, "b", "2")));
			Future<Throwable> ofOther = other.start(() -> catchThrowable(() -> StoreDatabase.append(store, "a", "2")));
			Awaitility.await().until(() -> ofOne.isDone() || ofOther.isDone());
			boolean oneIsTheVictim = ofOne.isDone();
			(oneIsTheVictim ? one : other).rollback();
			(oneIsTheVictim ? other : one).commit();
			assertThat((oneIsTheVictim ? ofOne : ofOther).get()).isExactlyInstanceOf(StoreContentionException.class)
				.hasMessageContaining("this call stored nothing")
				.satisfies(stateIs("40P01"));
			assertThat((oneIsTheVictim ? ofOther : ofOne).get()).isNull();
		}
		assertThat(stored()).hasSize(2);
	}

	@Test
	void aSerializationFailureAtTheCommitOfTheStoresOwnTransaction() {
		start((pool) -> pool.setTransactionIsolation("TRANSACTION_SERIALIZABLE"));
		JdbcEventStore store = this.database.store();
		AtomicBoolean disturbed = new AtomicBoolean();
		try (Caller rival = new Caller(this.database.transactionManager())) {
			store.onAppend((appended) -> {
				countAndAdd();
				if (disturbed.compareAndSet(false, true)) {
					rival.begin().run(this::countAndAdd);
					rival.commit();
				}
			});
			assertThat(Way.WITH_LISTENER.failure(this.database, store, this.events))
				.isExactlyInstanceOf(StoreContentionException.class)
				.hasMessageContaining("this call stored nothing")
				.satisfies(stateIs("40001"));
		}
		assertThatItGoesOn(Way.ALONE, store);
	}

	private int countAndAdd() {
		JdbcTemplate jdbc = this.database.jdbc();
		jdbc.queryForObject("select count(*) from business", Long.class);
		return jdbc.update("insert into business (note) values ('x')");
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = { "IN_TRANSACTION", "AT_ANY_VERSION_IN_TRANSACTION" })
	void aConstraintOfTheApplicationAtCommit(Way way) {
		start((pool) -> {
		});
		this.direct.execute("""
				create function no() returns trigger language plpgsql as $$
				begin
				    raise exception 'not today';
				end $$
				""");
		this.direct.execute("""
				create constraint trigger no after insert on sourcery.events deferrable initially deferred
				    for each row execute function no()
				""");
		JdbcEventStore store = way.store(this.database);
		assertThat(way.failure(this.database, store, this.events)).isExactlyInstanceOf(StoreRefusedException.class)
			.hasMessageContaining("not today")
			.satisfies(stateIs("P0001"));
		this.direct.execute("drop trigger no on sourcery.events");
		assertThatItGoesOn(way, store);
	}

}
