package dev.sourcery.benchmarks;

import java.util.Objects;
import java.util.Optional;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The database, the connection pool shared by both sides, and a table for each side.
 */
final class Database implements AutoCloseable {

	static final int POOL_SIZE = 16;

	private final String url;

	private final HikariDataSource pool;

	private final EventSerializer serializer = new JsonEventSerializer(EventTypes.of(Transferred.class));

	private final Optional<ProcessHandle> serverParent;

	private final EventsTable plain;

	private final EventsTable sourcery;

	private final boolean owner;

	private Database(String url, boolean owner) {
		this.url = url;
		this.owner = owner;
		this.pool = pool("");
		this.serverParent = serverParent(new JdbcTemplate(this.pool));
		this.plain = owner ? table("benchmark_plain") : existing("benchmark_plain");
		this.sourcery = owner ? table("benchmark_sourcery") : existing("benchmark_sourcery");
	}

	/**
	 * Opens the database and recreates the tables.
	 * @param url the URL, with user and password if required
	 */
	static Database open(String url) {
		return new Database(url, true);
	}

	/**
	 * Opens the database with the tables created by another process.
	 * @param url the URL, with user and password if required
	 */
	static Database connect(String url) {
		return new Database(url, false);
	}

	private EventsTable existing(String schema) {
		return EventsTable.existing(this.pool, schema, this.serializer);
	}

	/**
	 * Creates another pool whose connections execute a statement when they are opened.
	 */
	HikariDataSource pool(String initially) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(this.url);
		config.setMaximumPoolSize(POOL_SIZE);
		config.setConnectionTimeout(60_000);
		if (!initially.isEmpty()) {
			config.setConnectionInitSql(initially);
		}
		return new HikariDataSource(config);
	}

	EventsTable table(String schema) {
		return EventsTable.create(this.pool, schema, this.serializer);
	}

	String url() {
		return this.url;
	}

	DataSource dataSource() {
		return this.pool;
	}

	EventSerializer serializer() {
		return this.serializer;
	}

	JdbcTemplate jdbc() {
		return new JdbcTemplate(this.pool);
	}

	EventsTable plain() {
		return this.plain;
	}

	EventsTable sourcery() {
		return this.sourcery;
	}

	PlainStore plainStore() {
		return new PlainStore(this.pool, this.plain.schema());
	}

	/**
	 * Starts a contest with the same rows in both tables, after a checkpoint has written
	 * all of them.
	 */
	void reset(EventsTable.Filling filling) {
		this.plain.clear();
		this.sourcery.clear();
		filling.fill(this.plain);
		filling.fill(this.sourcery);
		checkpoint();
	}

	void checkpoint() {
		try {
			jdbc().execute("checkpoint");
		}
		catch (DataAccessException ex) {
			System.err
				.println("Skipping the checkpoint before a contest; the user may not execute it: " + ex.getMessage());
		}
	}

	/**
	 * Returns the CPU time used so far, by this JVM and by a server on this machine.
	 */
	Cpu cpu() {
		return Cpu.now(this.serverParent);
	}

	/**
	 * Returns the parent of the processes of the server. If the server runs on another
	 * machine, this machine may by chance have a process with the same id.
	 */
	private static Optional<ProcessHandle> serverParent(JdbcTemplate jdbc) {
		return Optional.ofNullable(jdbc.queryForObject("select pg_backend_pid()", Long.class))
			.flatMap(ProcessHandle::of)
			.filter((process) -> process.info().command().orElse("").contains("postgres"))
			.flatMap(ProcessHandle::parent);
	}

	long walPosition() {
		return Objects
			.requireNonNull(jdbc().queryForObject("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn", Long.class));
	}

	@Override
	public void close() {
		if (this.owner) {
			this.plain.drop();
			this.sourcery.drop();
			// otherwise the embedded server does not stop within its timeout
			checkpoint();
		}
		this.pool.close();
	}

}
