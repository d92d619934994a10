package dev.sourcery.store.jdbc.oracle;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.store.jdbc.JdbcEventStore;
import dev.sourcery.store.jdbc.StoreDatabase;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.subscription.Checkpoints;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * One node of an application: a pool of connections, and a store with a memory of its
 * own.
 */
final class Node implements AutoCloseable {

	// writers that wait for each other shall not sit out a second; needs a superuser
	private static final String DENSER = """
			do $$ begin
			    perform set_config('deadlock_timeout', '20ms', false);
			exception when insufficient_privilege then
			    null;
			end $$
			""";

	private final HikariDataSource pool;

	private final PlatformTransactionManager transactionManager;

	private final JdbcEventStore store;

	Node(DataSource database) {
		HikariConfig config = new HikariConfig();
		config.setDataSource(database);
		config.setMaximumPoolSize(20);
		config.setMinimumIdle(0);
		config.setConnectionInitSql(DENSER);
		this.pool = new HikariDataSource(config);
		this.transactionManager = new JdbcTransactionManager(this.pool);
		this.store = new JdbcEventStore(this.pool, this.transactionManager,
				new JsonEventSerializer(EventTypes.of(Happened.class)), StoreDatabase.SCHEMA);
	}

	JdbcEventStore store() {
		return this.store;
	}

	JdbcTemplate jdbc() {
		return new JdbcTemplate(this.pool);
	}

	PlatformTransactionManager transactionManager() {
		return this.transactionManager;
	}

	Checkpoints checkpoints() {
		return new JdbcCheckpoints(this.pool, this.transactionManager, StoreDatabase.SCHEMA);
	}

	@Override
	public void close() {
		this.pool.close();
	}

}
