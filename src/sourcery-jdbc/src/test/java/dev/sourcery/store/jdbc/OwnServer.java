package dev.sourcery.store.jdbc;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import javax.sql.DataSource;

import dev.sourcery.schema.SourcerySchema;
import dev.sourcery.test.database.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A server that a test may stop, start and starve, made from the binaries of the shared
 * one. On tiny disks its log and a tablespace lie in small file systems of their own,
 * which exist only in a name space of the shell that runs the server: that takes no
 * rights beyond those of an ordinary user, where the system allows it at all, and ends
 * with the shell.
 */
public final class OwnServer implements AutoCloseable {

	private final Path directory;

	private final String binaries;

	private final int port;

	private final Process shell;

	private final BufferedWriter commands;

	private final BufferedReader answers;

	private OwnServer(Path directory, List<String> shell) {
		this.directory = directory;
		this.binaries = binaries();
		this.port = freePort();
		try {
			this.shell = new ProcessBuilder(shell).directory(directory.toFile())
				.redirectError(directory.resolve("shell.log").toFile())
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.commands = this.shell.outputWriter(StandardCharsets.UTF_8);
		this.answers = this.shell.inputReader(StandardCharsets.UTF_8);
	}

	public static OwnServer start(Path directory) {
		OwnServer server = new OwnServer(directory, List.of("sh"));
		server.initialize("");
		return server;
	}

	/**
	 * Starts a standby that follows another server, whose files it begins with.
	 */
	public static OwnServer startStandby(OwnServer primary, Path directory) {
		OwnServer standby = new OwnServer(directory, List.of("sh"));
		primary.runAsNobody("pg_ctl stop --mode=fast --wait --pgdata=data");
		standby.run("cp -a %s/data data && touch data/standby.signal".formatted(primary.directory));
		standby.configure("primary_conninfo", "host=localhost port=%d user=postgres".formatted(primary.port));
		primary.start();
		standby.start();
		return standby;
	}

	int port() {
		return this.port;
	}

	static OwnServer startOnTinyDisks(Path directory) {
		Assumptions.assumeTrue(
				Stream.of(System.getenv("PATH").split(":"))
					.anyMatch((path) -> Files.isExecutable(Path.of(path, "unshare"))),
				"takes unshare, as Linux has it");
		OwnServer server = new OwnServer(directory,
				List.of("unshare", "--user", "--map-root-user", "--mount", "--pid", "--fork", "sh"));
		try {
			Assumptions.assumeTrue(server.mount("tables", 4) && server.mount("log", 12),
					"file systems cannot be mounted in a name space of one's own here");
			server.initialize("--waldir=" + directory.resolve("log/wal"));
			server.run("mkdir tables/space");
		}
		catch (RuntimeException ex) {
			server.close();
			throw ex;
		}
		return server;
	}

	private boolean mount(String disk, int megabytes) {
		return succeeds("mkdir %1$s && mount -t tmpfs -o size=%2$dm,mode=777 tmpfs %1$s".formatted(disk, megabytes));
	}

	private void initialize(String options) {
		runAsNobody("initdb --pgdata=data --username=postgres --auth=trust --no-sync --no-locale --encoding=UTF8 "
				+ "--wal-segsize=1 " + options);
		start();
		new SourcerySchema(dataSource(), StoreDatabase.SCHEMA).migrate();
		new JdbcTemplate(dataSource()).execute("create table business (id bigserial primary key, note text)");
	}

	// the binaries of the server that all tests share, if it is one of this machine
	private static String binaries() {
		try (TestDatabase database = TestDatabase.create()) {
			String path = new JdbcTemplate(database.dataSource())
				.queryForObject("select setting from pg_config where name = 'BINDIR'", String.class);
			Assumptions.assumeTrue(path != null && Files.isExecutable(Path.of(path, "initdb")),
					"the binaries of the shared server are not on this machine");
			return path;
		}
		catch (DataAccessException ex) {
			return Assumptions.abort("the shared server does not tell where its binaries are");
		}
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public PGSimpleDataSource dataSource() {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setServerNames(new String[] { "localhost" });
		dataSource.setPortNumbers(new int[] { this.port });
		dataSource.setDatabaseName("postgres");
		dataSource.setUser("postgres");
		return dataSource;
	}

	/**
	 * A pool that goes to this server.
	 */
	public StoreDatabase pool() {
		DataSource dataSource = dataSource();
		return new StoreDatabase((pool) -> {
			pool.setDataSource(dataSource);
			pool.setConnectionTimeout(500);
		});
	}

	public void start() {
		runAsNobody("pg_ctl start --wait --pgdata=data --log=server.log -o '-F -p %d -h localhost -k \"\" "
			.formatted(this.port) + "-c max_connections=50 -c shared_buffers=16MB -c min_wal_size=2MB'");
	}

	public void stopAtOnce() {
		runAsNobody("pg_ctl stop --mode=immediate --wait --pgdata=data");
	}

	/**
	 * Sets a parameter from the next start on.
	 */
	public void configure(String parameter, String value) {
		run("echo \"%s = '%s'\" >> data/postgresql.conf".formatted(parameter, value));
	}

	/**
	 * Kills all processes of the server at once, as a loss of power does.
	 */
	public void crash() {
		long pid = Long.parseLong(read("data/postmaster.pid").lines().findFirst().orElseThrow().strip());
		ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
		// the postmaster first: it would notice that the others die
		List<ProcessHandle> family = Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
		family.forEach(ProcessHandle::destroyForcibly);
		Awaitility.await().until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
	}

	private String read(String file) {
		try {
			return Files.readString(this.directory.resolve(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Starts a server that has given up.
	 */
	void startIfStopped() {
		if (!succeeds(asNobody("pg_ctl status --pgdata=data"))) {
			start();
		}
	}

	String tables() {
		return this.directory.resolve("tables/space").toString();
	}

	/**
	 * Fills a disk but for some kilobytes, if there are so many left.
	 */
	void fill(String disk, int butKilobytes) {
		run(("free=$(df -k --output=avail %1$s | tail -1); size=$((free > %2$d ? free - %2$d : 0)); "
				+ "head -c $((1024 * size)) /dev/zero > %1$s/filler")
			.formatted(disk, butKilobytes));
	}

	void makeRoom(String disk) {
		run("rm %s/filler".formatted(disk));
	}

	private void runAsNobody(String command) {
		run(asNobody(command));
	}

	// PostgreSQL does not run as root; without a mapping root is nobody
	private String asNobody(String command) {
		return "if [ $(id -u) = 0 ]; then nobody='unshare --user'; else nobody=''; fi; $nobody %s/%s"
			.formatted(this.binaries, command);
	}

	private void run(String command) {
		if (!succeeds(command)) {
			throw new IllegalStateException("'%s' failed, see %s".formatted(command, this.directory));
		}
	}

	private boolean succeeds(String command) {
		try {
			this.commands.write("( %s ) >> commands.log 2>&1 < /dev/null; echo $?\n".formatted(command));
			this.commands.flush();
			return "0".equals(this.answers.readLine());
		}
		catch (IOException ex) {
			// the shell has not started
			return false;
		}
	}

	@Override
	public void close() {
		try {
			succeeds(asNobody("pg_ctl stop --mode=immediate --wait --pgdata=data"));
			this.commands.close();
			this.shell.waitFor();
		}
		catch (IOException ex) {
			this.shell.destroy();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
