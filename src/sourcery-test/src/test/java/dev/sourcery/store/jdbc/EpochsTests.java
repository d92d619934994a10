package dev.sourcery.store.jdbc;

import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import dev.sourcery.event.Position;
import dev.sourcery.schema.SourcerySchema;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.Epoch;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.LostWriteException;
import dev.sourcery.store.UnknownTokenException;
import dev.sourcery.test.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class EpochsTests {

	private final StoreDatabase database = new StoreDatabase();

	private final String copy = "copy_" + UUID.randomUUID().toString().replace('-', '_');

	@AfterEach
	void close() {
		admin("drop database if exists " + this.copy + " with (force)");
		this.database.close();
	}

	@Test
	void aTokenCarriesTheEpochAndTheStoreKnowsIt() {
		EventStore store = this.database.store();
		ConsistencyToken token = token(append(store, "s", "1"));
		assertThat(token.epoch()).isEqualTo(store.epoch()).isNotEqualTo(Epoch.UNKNOWN);
		assertThatNoException().isThrownBy(() -> store.verify(token));
		assertThatNoException().isThrownBy(() -> this.database.store().verify(token));
	}

	@Test
	void aTokenOfAnotherStoreOrBeyondTheLastPositionIsRefused() {
		EventStore store = this.database.store();
		ConsistencyToken token = token(append(store, "s", "1"));
		for (ConsistencyToken foreign : new ConsistencyToken[] { new ConsistencyToken(new Position(1000)),
				new ConsistencyToken(new Position(1000), token.epoch(), 1),
				new ConsistencyToken(token.position(), new Epoch(token.epoch().number(), "00c0ffee"), token.mark()),
				new ConsistencyToken(token.position(), new Epoch(1000, token.epoch().id()), token.mark()) }) {
			assertThatExceptionOfType(UnknownTokenException.class).as("%s", foreign)
				.isThrownBy(() -> store.verify(foreign));
		}
	}

	@Test
	void aRestoredBackupBeginsAnEpochAndTellsWhichWritesItLacks() {
		EventStore original = this.database.store();
		ConsistencyToken before = token(append(original, "s", "before"));
		((HikariDataSource) this.database.dataSource()).getHikariPoolMXBean().softEvictConnections();
		admin("create database %s template %s".formatted(this.copy, this.database.database().name()));
		ConsistencyToken lost = token(append(original, "s", "lost"));

		PGSimpleDataSource restored = new PGSimpleDataSource();
		restored.setUrl(this.database.database().jdbcUrl().replace(this.database.database().name(), this.copy));
		restored.setUser(this.database.database().username());
		restored.setPassword(this.database.database().password());
		new SourcerySchema(restored, StoreDatabase.SCHEMA).validate();
		try (StoreDatabase node = new StoreDatabase((pool) -> pool.setDataSource(restored))) {
			EventStore store = node.store();
			ConsistencyToken redrawn = token(append(store, "s", "redrawn"));
			assertThat(redrawn.position()).isEqualTo(lost.position());
			assertThat(redrawn.epoch().number()).isEqualTo(before.epoch().number() + 1);
			assertThatNoException().isThrownBy(() -> store.verify(before));
			assertThatNoException().isThrownBy(() -> store.verify(redrawn));
			assertThatExceptionOfType(LostWriteException.class).isThrownBy(() -> store.verify(lost))
				.satisfies((ex) -> assertThat(ex.token()).isEqualTo(lost));
			assertThatExceptionOfType(LostWriteException.class)
				.isThrownBy(() -> store.verify(new ConsistencyToken(lost.position(), lost.epoch(), 0)));
			assertThatExceptionOfType(UnknownTokenException.class).isThrownBy(() -> original.verify(redrawn));
		}
	}

	@Test
	void aNodeThatHasNotNoticedTheEpochHandsOutTokensThatHold() {
		EventStore late = this.database.store();
		Epoch before = late.epoch();
		this.database.jdbc().update("update sourcery.epochs set timeline = timeline - 1");
		EventStore other = this.database.store();
		other.settledPosition();
		ConsistencyToken token = token(append(late, "s", "stored"));
		assertThat(token.epoch()).isEqualTo(before);
		assertThat(other.epoch().number()).isEqualTo(before.number() + 1);
		assertThatNoException().isThrownBy(() -> other.verify(token));
	}

	private static ConsistencyToken token(Commit commit) {
		return commit.token().orElseThrow();
	}

	private static void admin(String sql) {
		try (TestDatabase other = TestDatabase.create()) {
			new JdbcTemplate(other.dataSource()).execute(sql);
		}
	}

}
