package dev.sourcery.store.jdbc;

import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.Position;
import dev.sourcery.schema.SourcerySchema;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.Epoch;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.LostWriteException;
import dev.sourcery.store.UnknownSettledPositionException;
import dev.sourcery.store.UnknownSettledPositionException.Reason;
import dev.sourcery.store.UnknownTokenException;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.tail.SettledPosition;
import dev.sourcery.test.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

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
		JdbcEventStore store = this.database.store();
		ConsistencyToken token = token(append(store, "s", "1"));
		assertThat(token.epoch()).isEqualTo(store.epoch()).isNotEqualTo(Epoch.UNKNOWN);
		assertThatNoException().isThrownBy(() -> store.verify(token));
		assertThatNoException().isThrownBy(() -> this.database.store().verify(token));
	}

	@Test
	void aTokenOfAnotherStoreOrBeyondTheLastPositionIsRefused() {
		JdbcEventStore store = this.database.store();
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
		JdbcEventStore original = this.database.store();
		ConsistencyToken before = token(append(original, "s", "before"));
		((HikariDataSource) this.database.dataSource()).getHikariPoolMXBean().softEvictConnections();
		admin("create database %s template %s".formatted(this.copy, this.database.database().name()));
		ConsistencyToken lost = token(append(original, "s", "lost"));

		PGSimpleDataSource restored = restored();
		new SourcerySchema(restored, StoreDatabase.SCHEMA).validate();
		try (StoreDatabase node = new StoreDatabase((pool) -> pool.setDataSource(restored))) {
			JdbcEventStore store = node.store();
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
		JdbcEventStore late = this.database.store();
		Epoch before = late.epoch();
		this.database.jdbc().update("update sourcery.epochs set timeline = timeline - 1");
		JdbcEventStore other = this.database.store();
		other.settledPosition();
		ConsistencyToken token = token(append(late, "s", "stored"));
		assertThat(token.epoch()).isEqualTo(before);
		assertThat(other.epoch().number()).isEqualTo(before.number() + 1);
		assertThatNoException().isThrownBy(() -> other.verify(token));
	}

	@Test
	void anEventThatTookThePlaceOfALostOneIsToldApartBeforeAnEpochIsNoticed() {
		JdbcEventStore store = this.database.store();
		ConsistencyToken lost = token(append(store, "s", "lost"));
		this.database.jdbc().execute("""
				set sourcery.rewrite_history = 'on';
				delete from sourcery.events;
				select setval('sourcery.event_position', %d, false);
				reset sourcery.rewrite_history
				""".formatted(lost.position().value()));
		ConsistencyToken redrawn = token(append(this.database.store(), "s", "redrawn"));
		assertThat(redrawn.position()).isEqualTo(lost.position());
		assertThatExceptionOfType(LostWriteException.class).isThrownBy(() -> store.verify(lost));
		assertThatNoException().isThrownBy(() -> store.verify(redrawn));
	}

	@Test
	void aPageOfAnotherServerIsRefused() {
		append(this.database.store(), "s", "1");
		((HikariDataSource) this.database.dataSource()).getHikariPoolMXBean().softEvictConnections();
		admin("create database %s template %s".formatted(this.copy, this.database.database().name()));
		append(this.database.store(), "s", "2");
		DelegatingDataSource routed = new DelegatingDataSource(this.database.dataSource());
		JdbcEventStore store = new JdbcEventStore(routed, new JdbcTransactionManager(routed),
				new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA);
		SettledPosition settled = store.settledPosition();
		assertThat(store.readAll(EventQuery.all(), settled)).hasSize(2);

		routed.setTargetDataSource(restored());
		for (EventQuery query : new EventQuery[] { EventQuery.all(), EventQuery.all().after(new Position(1)) }) {
			assertThatExceptionOfType(UnknownSettledPositionException.class)
				.isThrownBy(() -> store.readAll(query, settled).toList())
				.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.OTHER_SERVER));
		}
		assertThat(store.readAll(EventQuery.all())).as("with a look of its own").hasSize(1);
	}

	@Test
	void theStoreStartsWhereTheServerHidesItsIdentity() {
		String role = "app_" + UUID.randomUUID().toString().replace('-', '_');
		try (TestDatabase fresh = TestDatabase.create()) {
			new JdbcTemplate(fresh.dataSource()).execute("""
					create role %1$s login password 'secret';
					grant create on database %2$s to %1$s;
					revoke execute on function pg_control_system(), pg_current_wal_lsn() from public
					""".formatted(role, fresh.name()));
			PGSimpleDataSource limited = new PGSimpleDataSource();
			limited.setUrl(fresh.jdbcUrl());
			limited.setUser(role);
			limited.setPassword("secret");
			SourcerySchema schema = new SourcerySchema(limited, StoreDatabase.SCHEMA);
			schema.migrate();
			schema.validate();
			JdbcEventStore store = new JdbcEventStore(limited, new JdbcTransactionManager(limited),
					new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA);
			ConsistencyToken token = token(append(store, "s", "1"));
			assertThat(store.readAll(EventQuery.all())).hasSize(1);
			assertThatNoException().isThrownBy(() -> store.verify(token));
			assertThat(token.epoch().number()).as("one epoch, not one for each look").isEqualTo(1);
			assertThat(new JdbcTemplate(limited).queryForObject("select count(*) from sourcery.epochs", Long.class))
				.isEqualTo(1);
		}
		finally {
			admin("drop role if exists " + role);
		}
	}

	private PGSimpleDataSource restored() {
		PGSimpleDataSource restored = new PGSimpleDataSource();
		restored.setUrl(this.database.database().jdbcUrl().replace(this.database.database().name(), this.copy));
		restored.setUser(this.database.database().username());
		restored.setPassword(this.database.database().password());
		return restored;
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
