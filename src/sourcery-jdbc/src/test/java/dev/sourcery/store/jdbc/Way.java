package dev.sourcery.store.jdbc;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;

import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The ways in which events get into the store.
 */
enum Way {

	/**
	 * One stream, one statement that commits by itself.
	 */
	ALONE,

	/**
	 * Two streams, one statement that commits by itself.
	 */
	SEVERAL_STREAMS,

	/**
	 * A transaction of the store's own, because a listener takes part.
	 */
	WITH_LISTENER,

	/**
	 * The caller's transaction.
	 */
	IN_TRANSACTION,

	/**
	 * The caller's transaction, and a savepoint in it.
	 */
	AT_ANY_VERSION_IN_TRANSACTION;

	static final StreamId FIRST = new StreamId("thing", "first");

	static final StreamId SECOND = new StreamId("thing", "second");

	boolean isTransactionOfCaller() {
		return this == IN_TRANSACTION || this == AT_ANY_VERSION_IN_TRANSACTION;
	}

	JdbcEventStore store(StoreDatabase database) {
		JdbcEventStore store = database.store(AppendSettings.standard().groups(false));
		if (this == WITH_LISTENER) {
			store.onAppend((events) -> {
			});
		}
		return store;
	}

	/**
	 * Appends two events, and commits.
	 */
	List<Commit> append(StoreDatabase database, JdbcEventStore store, List<NewEvent> events) {
		return run(database, () -> store.append(appends(events)));
	}

	/**
	 * Runs an append, in a transaction of the caller if that is the way.
	 */
	List<Commit> run(StoreDatabase database, Supplier<List<Commit>> append) {
		return isTransactionOfCaller()
				? new TransactionTemplate(database.transactionManager()).execute((status) -> append.get())
				: append.get();
	}

	/**
	 * Appends two events, and tells what the append itself throws: a transaction of the
	 * caller fails as Spring has it.
	 */
	Throwable failure(StoreDatabase database, JdbcEventStore store, List<NewEvent> events) {
		return failure(database, () -> store.append(appends(events)));
	}

	Throwable failure(StoreDatabase database, Runnable append) {
		if (!isTransactionOfCaller()) {
			return catchThrowable(append::run);
		}
		AtomicReference<Throwable> failure = new AtomicReference<>();
		assertThat(catchThrowable(
				() -> new TransactionTemplate(database.transactionManager()).executeWithoutResult((status) -> {
					failure.set(catchThrowable(append::run));
					throw new IllegalStateException("rolled back");
				})))
			.isNotNull();
		return failure.get();
	}

	List<Append> appends(List<NewEvent> events) {
		ExpectedVersion expected = (this == AT_ANY_VERSION_IN_TRANSACTION) ? ExpectedVersion.any()
				: ExpectedVersion.noStream();
		return (this == SEVERAL_STREAMS)
				? List.of(new Append(FIRST, expected, events.subList(0, 1)),
						new Append(SECOND, expected, events.subList(1, 2)))
				: List.of(new Append(FIRST, expected, events));
	}

}
