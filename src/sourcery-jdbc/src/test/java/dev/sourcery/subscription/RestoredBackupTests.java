package dev.sourcery.subscription;

import java.util.List;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import dev.sourcery.event.EventHandler;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.projection.Projection;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.LostWriteException;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.test.database.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;

import static dev.sourcery.store.jdbc.StoreDatabase.append;
import static dev.sourcery.store.jdbc.StoreDatabase.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * A backup that takes the place of the database while a node runs its projections.
 */
class RestoredBackupTests {

	private final StoreDatabase database = new StoreDatabase();

	private final String name = this.database.database().name();

	private final String backup = "backup_" + UUID.randomUUID().toString().replace('-', '_');

	private final TestDatabase administration = TestDatabase.create();

	private final JdbcTemplate admin = new JdbcTemplate(this.administration.dataSource());

	private final Nodes nodes = new Nodes(this.database);

	@AfterEach
	void close() {
		this.nodes.close();
		this.admin.execute("drop database if exists " + this.backup + " with (force)");
		this.database.close();
		this.administration.close();
	}

	@Test
	void theProjectionsGoOnWithWhatIsStored() throws Exception {
		JdbcEventStore store = this.database.store();
		Projections node = this.nodes.start(new Notes(this.database.jdbc()));
		ConsistencyToken before = token(store, "before");
		node.await("notes", before, Nodes.LONG);
		withoutConnections(
				() -> this.admin.execute("create database %s template %s".formatted(this.backup, this.name)));
		reconnected();
		ConsistencyToken lost = token(store, "lost");
		node.await("notes", lost, Nodes.LONG);

		withoutConnections(() -> {
			this.admin.execute("drop database if exists " + this.name);
			this.admin.execute("alter database %s rename to %s".formatted(this.backup, this.name));
		});
		reconnected();
		ConsistencyToken redrawn = token(store, "redrawn");
		assertThat(redrawn.position()).isEqualTo(lost.position());
		node.await("notes", redrawn, Nodes.LONG);

		List<RecordedEvent<?>> stored = store.readAll(EventQuery.all()).toList();
		assertThat(texts(stored)).containsExactly("before", "redrawn");
		assertThat(rows()).isEqualTo(texts(stored));
		assertThatNoException().isThrownBy(() -> store.verify(before));
		assertThatExceptionOfType(LostWriteException.class).isThrownBy(() -> store.verify(lost));
		assertThatExceptionOfType(LostWriteException.class).isThrownBy(() -> node.await("notes", lost, Nodes.LONG));
	}

	/**
	 * Runs what PostgreSQL refuses while there are connections. The node tries again and
	 * again to get one.
	 */
	private void withoutConnections(Runnable action) {
		String allow = "alter database %s allow_connections ";
		this.admin.execute((allow + "false").formatted(this.name));
		Awaitility.await().atMost(Nodes.LONG).ignoreExceptions().until(() -> {
			this.admin.queryForList("select pg_terminate_backend(pid) from pg_stat_activity where datname = ?",
					this.name);
			action.run();
			return true;
		});
		this.admin.execute((allow + "true").formatted(this.name));
	}

	// the pool does not look at a connection that was in use a moment ago
	private void reconnected() {
		((HikariDataSource) this.database.dataSource()).getHikariPoolMXBean().softEvictConnections();
		Awaitility.await()
			.atMost(Nodes.LONG)
			.ignoreExceptions()
			.until(() -> this.database.jdbc().queryForObject("select 1", Integer.class) == 1);
	}

	private static ConsistencyToken token(JdbcEventStore store, String text) {
		return append(store, "s", text).token().orElseThrow();
	}

	private List<String> rows() {
		return this.database.jdbc().queryForList("select note from business order by id", String.class);
	}

	@Projection("notes")
	private record Notes(JdbcTemplate jdbc) {

		@EventHandler
		void on(Happened event) {
			this.jdbc.update("insert into business (note) values (?)", event.text());
		}

	}

}
