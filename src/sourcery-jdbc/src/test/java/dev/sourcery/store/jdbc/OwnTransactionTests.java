package dev.sourcery.store.jdbc;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.DefaultTransactionStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The transaction of an append that listeners take part in.
 */
class OwnTransactionTests {

	private final StoreDatabase database = new StoreDatabase();

	private final AtomicInteger rollbacks = new AtomicInteger();

	private final AtomicBoolean rollbacksFail = new AtomicBoolean();

	private final JdbcEventStore store = new JdbcEventStore(this.database.dataSource(),
			new CountingTransactionManager(this.database), new JsonEventSerializer(EventTypes.of(Happened.class)),
			StoreDatabase.SCHEMA);

	OwnTransactionTests() {
		this.store.onAppend((events) -> {
		});
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void anExpectationThatDoesNotHoldRollsNothingBack() {
		assertThatExceptionOfType(VersionConflictException.class)
			.isThrownBy(() -> append("missing", ExpectedVersion.exists()))
			.satisfies((ex) -> assertThat(ex.actual()).isEqualTo(0));
		assertThat(this.rollbacks).hasValue(0);
	}

	@Test
	void aViolatedKeyRollsTheTransactionBack() {
		append("a", ExpectedVersion.noStream());
		assertThatExceptionOfType(VersionConflictException.class)
			.isThrownBy(() -> append("a", ExpectedVersion.noStream()));
		assertThat(this.store.version(new StreamId("thing", "a"))).isEqualTo(1);
	}

	@Test
	void aRollbackThatFailsDoesNotHideTheConflict() {
		append("b", ExpectedVersion.noStream());
		JdbcEventStore otherNode = this.database.store();
		otherNode.append(new StreamId("thing", "b"), ExpectedVersion.exactly(1),
				List.of(NewEvent.of(new Happened("from another node"))));
		this.rollbacksFail.set(true);
		assertThatExceptionOfType(VersionConflictException.class)
			.isThrownBy(() -> append("b", ExpectedVersion.exactly(1)))
			.satisfies((ex) -> assertThat(ex.actual()).isEqualTo(2));
		assertThat(this.rollbacks).hasValue(1);
	}

	private void append(String stream, ExpectedVersion expected) {
		this.store.append(new StreamId("thing", stream), expected, List.of(NewEvent.of(new Happened("x"))));
	}

	private final class CountingTransactionManager extends JdbcTransactionManager {

		private static final long serialVersionUID = 1L;

		CountingTransactionManager(StoreDatabase database) {
			super(database.dataSource());
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
			super.doRollback(status);
			OwnTransactionTests.this.rollbacks.incrementAndGet();
			if (OwnTransactionTests.this.rollbacksFail.get()) {
				throw new TransactionSystemException("the connection is lost");
			}
		}

	}

}
