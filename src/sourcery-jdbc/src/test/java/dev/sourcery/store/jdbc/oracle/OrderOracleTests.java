package dev.sourcery.store.jdbc.oracle;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.oracle.Fault.Kind;
import dev.sourcery.store.jdbc.oracle.Written.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static dev.sourcery.store.jdbc.oracle.Style.ALONE;
import static dev.sourcery.store.jdbc.oracle.Style.IN_TRANSACTION;
import static dev.sourcery.store.jdbc.oracle.Style.PREPARED;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many writers, readers beside them, and afterwards what was delivered is compared with
 * what was committed. {@code -Dsourcery.oracle.seconds} makes it longer: the first test
 * takes as long as that, the others a third.
 */
class OrderOracleTests {

	private static final Logger logger = LoggerFactory.getLogger(OrderOracleTests.class);

	private static final Duration LONG = Duration.ofSeconds(Long.getLong("sourcery.oracle.seconds", 2));

	private static final Duration SHORT = LONG.dividedBy(3);

	private final StoreDatabase database = new StoreDatabase();

	private final OrderOracle oracle = new OrderOracle(this.database.database().dataSource());

	@AfterEach
	void close() {
		this.oracle.close();
		this.database.close();
	}

	@Test
	void nothingIsLostDoubledOrReordered() throws Exception {
		assertClean(this.oracle.writers(6, ALONE, IN_TRANSACTION, IN_TRANSACTION, IN_TRANSACTION)
			.writers(6, ALONE, IN_TRANSACTION, IN_TRANSACTION, IN_TRANSACTION)
			.settledReaders(3)
			.run(LONG));
		assertThat(this.oracle.ledger().count(Outcome.ROLLED_BACK)).isPositive();
	}

	@Test
	void writersWhoShareTransactionsAreNoException() throws Exception {
		assertClean(this.oracle.writers(24, ALONE).writers(24, ALONE).settledReaders(2).run(SHORT));
	}

	@Test
	void aTransactionOfOtherTablesThatIsOpenAllTheTimeHoldsNothingBack() throws Exception {
		try (Connection other = this.database.database().dataSource().getConnection();
				Statement statement = other.createStatement()) {
			other.setAutoCommit(false);
			statement.execute("insert into business (note) values ('open')");
			assertClean(this.oracle.writers(8, ALONE, IN_TRANSACTION).settledReaders(2).run(SHORT));
		}
	}

	@Test
	void transactionsInTwoPhasesAreWaitedFor() throws Exception {
		assertClean(this.oracle.writers(4, ALONE, IN_TRANSACTION).writers(2, PREPARED).settledReaders(2).run(SHORT));
	}

	@Test
	void killedBackendsTakeNothingWithThemThatWasCommitted() throws Exception {
		BackendKiller killer = new BackendKiller(this.database.database().dataSource());
		StoredReader.createTable(this.database.jdbc());
		assertClean(this.oracle.disturbedBy(killer)
			.writers(8, ALONE, IN_TRANSACTION)
			.settledReaders(1)
			.reader(new StoredReader(this.oracle.node()))
			.until(() -> killer.killed() > 0)
			.run(SHORT));
		assertThat(killer.killed()).isPositive();
	}

	@Test
	void aReaderThatOnlyLooksBeyondItsLastPositionIsFoundOut() throws Exception {
		Verdict verdict = this.oracle.writers(8, IN_TRANSACTION)
			.reader(new NaiveReader(this.oracle.node().jdbc()))
			.run(SHORT);
		assertThat(verdict.counts()).containsKey(Kind.MISSED);
	}

	@Test
	void aRestoredDatabaseGoesOnWhereItsDumpWasTaken() throws Exception {
		StoredReader.createTable(this.database.jdbc());
		AtomicReference<Dump> dump = new AtomicReference<>();
		StoredReader first = new StoredReader(this.oracle.node());
		this.oracle.writers(8, ALONE, IN_TRANSACTION).reader(first).beside(() -> {
			if (!first.delivered().isEmpty()) {
				dump.set(Dump.of(this.database.database().dataSource()));
			}
		}).until(() -> dump.get() != null).run(SHORT);
		try (StoreDatabase restored = new StoreDatabase();
				OrderOracle after = new OrderOracle(restored.database().dataSource())) {
			StoredReader.createTable(restored.jdbc());
			dump.get().restore(restored.database().dataSource());
			StoredReader reader = new StoredReader(after.node());
			assertThat(reader.delivered()).as("before the dump").isNotEmpty();
			assertClean(after.writers(8, ALONE, IN_TRANSACTION).reader(reader).settledReaders(1).run(SHORT));
		}
	}

	private static void assertClean(Verdict verdict) {
		logger.info("{} events are stored", verdict.stored());
		assertThat(verdict.faults()).as(() -> "faults " + verdict.counts()).isEmpty();
		assertThat(verdict.stored()).as("events stored").isGreaterThan(50);
	}

}
