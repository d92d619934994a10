package dev.sourcery.store.jdbc;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import dev.sourcery.store.jdbc.StoreDatabase.Ignored;
import org.junit.jupiter.api.AfterEach;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * A store whose connections are cut.
 */
abstract class LostConnectionFixture {

	final CuttingProxy proxy = new CuttingProxy();

	final ExecutorService threads = Executors.newCachedThreadPool();

	final List<NewEvent> events = List.of(NewEvent.of(new Happened("1")), NewEvent.of(new Happened("2")));

	StoreDatabase database;

	JdbcTemplate direct;

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.database.close();
		this.proxy.close();
	}

	void start(Consumer<HikariConfig> customizer) {
		this.database = new StoreDatabase((pool) -> {
			this.proxy.lead((PGSimpleDataSource) pool.getDataSource());
			customizer.accept(pool);
		});
		this.direct = new JdbcTemplate(this.database.database().dataSource());
	}

	void start() {
		start((pool) -> {
		});
	}

	static JdbcEventStore store(DataSource dataSource) {
		return new JdbcEventStore(dataSource, new JdbcTransactionManager(dataSource),
				new JsonEventSerializer(EventTypes.of(Happened.class, Ignored.class)), StoreDatabase.SCHEMA);
	}

	static Commit append(JdbcEventStore store, NewEvent event) {
		return store.append(stream(event), ExpectedVersion.noStream(), List.of(event));
	}

	static StreamId stream(NewEvent event) {
		return new StreamId("thing", ((Happened) event.payload()).text());
	}

}
