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
 * The database, the one pool that both sides take their connections from, and a table for
 * each side.
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
	 * Opens the database and makes the tables anew.
	 * @param url the URL, with user and password where they are needed
	 */
	static Database open(String url) {
		return new Database(url, true);
	}

	/**
	 * Opens the database with the tables that another process has made.
	 * @param url the URL, with user and password where they are needed
	 */
	static Database connect(String url) {
		return new Database(url, false);
	}

	private EventsTable existing(String schema) {
		return EventsTable.existing(this.pool, schema, this.serializer);
	}

	/**
	 * Another pool whose connections begin with a statement.
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
	 * Begins a contest with the same rows in both tables, and with all of them written.
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
			System.err.println("No checkpoint before a contest; the user is not allowed to: " + ex.getMessage());
		}
	}

	/**
	 * CPU time used so far, by this JVM and by a server on this machine.
	 */
	Cpu cpu() {
		return Cpu.now(this.serverParent);
	}

	/**
	 * The parent of the server's processes. If the server is elsewhere, this machine may
	 * by chance have a process of that id.
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
			// else the embedded server is not down in the time that it is given
			checkpoint();
		}
		this.pool.close();
	}

}
