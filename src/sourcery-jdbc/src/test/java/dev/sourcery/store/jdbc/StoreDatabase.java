package dev.sourcery.store.jdbc;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.EventType;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.schema.SourcerySchema;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.subscription.jdbc.JdbcCheckpoints;
import dev.sourcery.test.database.TestDatabase;
import dev.sourcery.test.database.TestDatabaseTemplate;
import org.awaitility.Awaitility;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * A database with the tables of the store and one of an application.
 */
public final class StoreDatabase implements AutoCloseable {

	public static final String SCHEMA = "sourcery";

	private static final TestDatabaseTemplate TEMPLATE = TestDatabaseTemplate.preparedBy((dataSource) -> {
		new SourcerySchema(dataSource, SCHEMA).migrate();
		new JdbcTemplate(dataSource).execute("create table business (id bigserial primary key, note text)");
	});

	private final TestDatabase database = TEMPLATE.create();

	private final HikariDataSource pool;

	private final PlatformTransactionManager transactionManager;

	public StoreDatabase() {
		this((config) -> {
		});
	}

	public StoreDatabase(Consumer<HikariConfig> customizer) {
		HikariConfig config = new HikariConfig();
		config.setDataSource(this.database.dataSource());
		config.setMaximumPoolSize(30);
		config.setMinimumIdle(0);
		customizer.accept(config);
		this.pool = new HikariDataSource(config);
		this.transactionManager = new JdbcTransactionManager(this.pool);
	}

	public JdbcEventStore store() {
		return store(new JsonEventSerializer(EventTypes.of(Happened.class, Ignored.class)));
	}

	JdbcEventStore store(EventSerializer serializer) {
		return new JdbcEventStore(this.pool, this.transactionManager, serializer, SCHEMA);
	}

	JdbcEventStore store(AppendSettings settings) {
		return new JdbcEventStore(this.pool, this.transactionManager,
				new JsonEventSerializer(EventTypes.of(Happened.class, Ignored.class)), SCHEMA, settings);
	}

	public JdbcCheckpoints checkpoints() {
		return new JdbcCheckpoints(this.pool, this.transactionManager, SCHEMA);
	}

	public DataSource dataSource() {
		return this.pool;
	}

	public TestDatabase database() {
		return this.database;
	}

	public PlatformTransactionManager transactionManager() {
		return this.transactionManager;
	}

	public JdbcTemplate jdbc() {
		return new JdbcTemplate(this.pool);
	}

	/**
	 * Waits until a backend of this database waits for a lock.
	 */
	public void awaitBlockedBackend() {
		Awaitility.await().until(() -> Boolean.TRUE.equals(jdbc().queryForObject("""
				select exists (
				    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')
				""", Boolean.class)));
	}

	int waitingForAConnection() {
		return this.pool.getHikariPoolMXBean().getThreadsAwaitingConnection();
	}

	public static Commit append(EventStore store, String stream, String... texts) {
		return store.append(new StreamId("thing", stream), ExpectedVersion.any(),
				Stream.of(texts).map((text) -> NewEvent.of(new Happened(text))).toList());
	}

	public static List<String> texts(List<? extends RecordedEvent<?>> events) {
		return events.stream().map((event) -> ((Happened) event.payload()).text()).toList();
	}

	@Override
	public void close() {
		this.pool.close();
		this.database.close();
	}

	@EventType("thing.happened")
	public record Happened(String text) {

	}

	@EventType("thing.ignored")
	public record Ignored(String text) {

	}

}
