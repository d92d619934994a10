package dev.sourcery.store.jdbc;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.repository.Change;
import dev.sourcery.repository.ConflictRetry;
import dev.sourcery.repository.IdFormat;
import dev.sourcery.repository.Repository;
import dev.sourcery.repository.RepositoryFactory;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.StoreContentionException;
import dev.sourcery.store.jdbc.CompletionPhaseTests.Thing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Commands whose transaction PostgreSQL ends in favour of another one.
 */
class ContentionTests {

	private final StoreDatabase database = new StoreDatabase(
			(pool) -> pool.setTransactionIsolation("TRANSACTION_SERIALIZABLE"));

	private final JdbcEventStore store = this.database.store();

	private final Caller rival = new Caller(this.database.transactionManager());

	private final AtomicInteger attempts = new AtomicInteger();

	private final AtomicBoolean disturbed = new AtomicBoolean();

	@BeforeEach
	void fill() {
		this.database.jdbc().update("insert into business (note) values ('x')");
		things(ConflictRetry.none()).create("known", "1");
	}

	@AfterEach
	void close() {
		this.rival.close();
		this.database.close();
	}

	static Stream<Arguments> commands() {
		return Stream
			.<Function<Repository<Thing, String>, Change<Thing>>>of((things) -> things.create("new", "2"),
					(things) -> things.update("known", "2"), (things) -> things.upsert("known", "2"),
					(things) -> things.expecting(1).update("known", "2"))
			.flatMap((command) -> Stream.of(true, false).map((atCommit) -> Arguments.of(command, atCommit)));
	}

	@ParameterizedTest
	@MethodSource("commands")
	void aCommandIsRepeatedWhereTheRepositoryOwnsTheTransaction(
			Function<Repository<Thing, String>, Change<Thing>> command, boolean atCommit) {
		disturb(atCommit);
		Commit commit = command.apply(things(ConflictRetry.standard())).commit();
		assertThat(this.attempts).hasValue(2);
		assertThat(this.store.readAll(EventQuery.all())).hasSize(2).contains(commit.events().get(0));
		assertThat(notes()).as("each transaction has written once").isEqualTo(2);
	}

	@ParameterizedTest
	@MethodSource("commands")
	void withoutRetriesItSurfaces(Function<Repository<Thing, String>, Change<Thing>> command, boolean atCommit) {
		disturb(atCommit);
		assertThatExceptionOfType(StoreContentionException.class)
			.isThrownBy(() -> command.apply(things(ConflictRetry.none())))
			.satisfies((ex) -> assertThat(ex.sqlState()).isEqualTo("40001"));
		assertThat(this.attempts).hasValue(1);
		assertThat(this.store.readAll(EventQuery.all())).hasSize(1);
	}

	@Test
	void inTheCallersTransactionNothingIsRepeated() {
		TransactionTemplate transaction = new TransactionTemplate(this.database.transactionManager());
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> transaction.executeWithoutResult((status) -> {
				countAndAdd();
				this.rival.begin().run(this::countAndAdd);
				this.rival.commit();
				this.attempts.incrementAndGet();
				things(ConflictRetry.standard()).update("known", "2");
			}));
		assertThat(this.attempts).hasValue(1);
		assertThat(this.store.readAll(EventQuery.all())).hasSize(1);
	}

	/**
	 * Lets the first attempt contend with another transaction, at its commit or at a
	 * statement of a listener.
	 */
	private void disturb(boolean atCommit) {
		this.store.onAppend((events) -> {
			this.attempts.incrementAndGet();
			if (this.disturbed.get()) {
				countAndAdd();
				return;
			}
			this.disturbed.set(true);
			if (atCommit) {
				countAndAdd();
			}
			else {
				this.database.jdbc().queryForObject("select count(*) from business", Long.class);
			}
			this.rival.begin().run(atCommit ? this::countAndAdd : this::change);
			this.rival.commit();
			if (!atCommit) {
				change();
			}
		});
	}

	private int countAndAdd() {
		JdbcTemplate jdbc = this.database.jdbc();
		jdbc.queryForObject("select count(*) from business", Long.class);
		return jdbc.update("insert into business (note) values ('added')");
	}

	private int change() {
		return this.database.jdbc().update("update business set note = 'added'");
	}

	private long notes() {
		return this.database.jdbc().queryForObject("select count(*) from business where note = 'added'", Long.class);
	}

	private Repository<Thing, String> things(ConflictRetry retry) {
		return new RepositoryFactory(this.store, IdFormat.standard(), retry).of(AggregateType.of(Thing.class));
	}

}
