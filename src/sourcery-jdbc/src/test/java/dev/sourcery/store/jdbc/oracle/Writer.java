package dev.sourcery.store.jdbc.oracle;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.AppendOutcomeUnknownException;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.StoreAccessException;
import dev.sourcery.store.StoreContentionException;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.jdbc.JdbcEventStore;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Appends as applications do, to streams that all writers want and to others, and notes
 * what became of it.
 */
final class Writer {

	private static final int HOT_STREAMS = 4;

	private static final int COLD_STREAMS = 300;

	private final Node node;

	private final JdbcEventStore store;

	private final Ledger ledger;

	private final Random random;

	private final List<Style> styles;

	private final BooleanSupplier disturbed;

	/**
	 * Creates a writer.
	 * @param disturbed whether connections are lost, so that failures are no surprise
	 */
	Writer(Node node, Ledger ledger, long seed, List<Style> styles, BooleanSupplier disturbed) {
		this.node = node;
		this.store = node.store();
		this.ledger = ledger;
		this.random = new Random(seed);
		this.styles = styles;
		this.disturbed = disturbed;
	}

	void write() {
		Attempt attempt = this.ledger.attempt();
		try {
			switch (this.styles.get(this.random.nextInt(this.styles.size()))) {
				case ALONE -> alone(attempt);
				case IN_TRANSACTION -> inTransaction(attempt);
				case PREPARED -> inTwoPhases(attempt);
			}
			attempt.ended();
		}
		catch (VersionConflictException | StoreContentionException | ConcurrencyFailureException ex) {
			// another writer was faster, or two waited for each other: both as it should
			// be
			attempt.refused();
		}
		catch (AppendOutcomeUnknownException | DataAccessException | TransactionException ex) {
			attempt.failed();
			requireDisturbed(ex);
		}
		catch (StoreAccessException ex) {
			// which says that nothing was stored
			attempt.refused();
			requireDisturbed(ex);
		}
	}

	private void requireDisturbed(RuntimeException failure) {
		if (!this.disturbed.getAsBoolean()) {
			throw failure;
		}
	}

	private void alone(Attempt attempt) {
		attempt.committing();
		append(attempt);
	}

	private void inTransaction(Attempt attempt) {
		transaction().executeWithoutResult((status) -> {
			work(attempt, status);
			if (oneIn(5)) {
				status.setRollbackOnly();
			}
			else {
				attempt.committing();
			}
		});
	}

	private void inTwoPhases(Attempt attempt) {
		String gid = "oracle-" + UUID.randomUUID();
		transaction().executeWithoutResult((status) -> {
			work(attempt, status);
			// nothing is left of the transaction then, and the commit has nothing to do
			this.node.jdbc().execute("prepare transaction '" + gid + "'");
		});
		pause(Duration.ofMillis(30));
		if (oneIn(3)) {
			this.node.jdbc().execute("rollback prepared '" + gid + "'");
		}
		else {
			attempt.committing();
			this.node.jdbc().execute("commit prepared '" + gid + "'");
		}
	}

	private TransactionTemplate transaction() {
		TransactionTemplate transaction = new TransactionTemplate(this.node.transactionManager());
		if (oneIn(4)) {
			transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
		}
		return transaction;
	}

	private void work(Attempt attempt, TransactionStatus status) {
		for (int i = this.random.nextInt(3); i >= 0; i--) {
			if (oneIn(2)) {
				this.node.jdbc().update("insert into business (note) values ('x')");
			}
			pauseNowAndThen();
			if (oneIn(4)) {
				appendAtSavepoint(attempt, status);
			}
			else {
				append(attempt);
			}
			pauseNowAndThen();
		}
	}

	private void appendAtSavepoint(Attempt attempt, TransactionStatus status) {
		Object savepoint = status.createSavepoint();
		int size = attempt.size();
		try {
			append(attempt);
			pauseNowAndThen();
			if (oneIn(2)) {
				status.releaseSavepoint(savepoint);
				return;
			}
		}
		catch (VersionConflictException ex) {
			// the savepoint is what the transaction survives it with
		}
		status.rollbackToSavepoint(savepoint);
		attempt.rolledBackAfter(size);
	}

	private void append(Attempt attempt) {
		switch (this.random.nextInt(6)) {
			case 0 -> appendAtVersion(attempt);
			case 1 -> appendToSeveralStreams(attempt);
			default -> this.store.append(stream(), ExpectedVersion.any(), attempt.events(1));
		}
	}

	private void appendAtVersion(Attempt attempt) {
		StreamId stream = stream();
		ExpectedVersion version = ExpectedVersion.exactly(this.store.version(stream));
		this.store.append(stream, version, attempt.events(1 + this.random.nextInt(3)));
	}

	private void appendToSeveralStreams(Attempt attempt) {
		this.store.append(this.random.ints(0, COLD_STREAMS)
			.distinct()
			.limit(2)
			.mapToObj((number) -> new Append(cold(number), ExpectedVersion.any(), attempt.events(1)))
			.toList());
	}

	private StreamId stream() {
		return oneIn(3) ? new StreamId("thing", "hot-" + this.random.nextInt(HOT_STREAMS))
				: cold(this.random.nextInt(COLD_STREAMS));
	}

	private static StreamId cold(int number) {
		return new StreamId("thing", "cold-" + number);
	}

	private boolean oneIn(int times) {
		return this.random.nextInt(times) == 0;
	}

	private void pauseNowAndThen() {
		if (oneIn(3)) {
			pause(Duration.ofMillis(5));
		}
	}

	private void pause(Duration longest) {
		LockSupport.parkNanos(this.random.nextLong(longest.toNanos()));
	}

}
