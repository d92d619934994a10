package dev.sourcery.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Two processes that share two subscriptions, while events are appended. Ends the one
 * that runs the first subscription, and measures the time until the other has handled the
 * next event of it.
 */
final class HandOver implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration INTERVAL = Duration.ofMillis(2);

	private final Database database;

	private final JdbcTemplate jdbc;

	private final String schema;

	private final Duration lease;

	private final List<Process> processes = new ArrayList<>();

	HandOver(Database database, Duration lease) {
		this.database = database;
		this.jdbc = database.jdbc();
		this.schema = database.sourcery().schema();
		this.lease = lease;
		Node.forget(database);
		this.jdbc
			.execute("drop table if exists %1$s.journal; delete from %1$s.subscription_nodes".formatted(this.schema));
		this.jdbc.execute(
				"create table %s.journal (id bigint generated always as identity, subscription text, position bigint, process bigint)"
					.formatted(this.schema));
	}

	/**
	 * Starts processes until there are two, and waits until both take part.
	 */
	void startNodes() {
		this.processes.removeIf((process) -> !process.isAlive());
		while (this.processes.size() < 2) {
			this.processes.add(start());
		}
		await("The nodes do not run", () -> count("subscription_nodes where lease_until > clock_timestamp()") == 2
				&& number("select count(distinct owner) from %s.subscription_lanes") == 2);
		long before = last();
		await("No events are handled", () -> last() > before + 5);
	}

	private Process start() {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		ProcessBuilder builder = new ProcessBuilder(java, "-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp",
				System.getProperty("java.class.path"), HandOverNode.class.getName(),
				Long.toString(this.lease.toMillis()));
		builder.environment().put(BenchmarkServer.URL_VARIABLE, this.database.url());
		builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
		try {
			return builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("A node cannot be started", ex);
		}
	}

	/**
	 * Ends the process that runs the first subscription.
	 * @return the seconds until the other process has handled an event of it
	 */
	double end(Consumer<Process> ending) {
		String first = "subscription = '%s'".formatted(HandOverNode.FIRST.name());
		long owner = number("select process from %s.journal where " + first + " order by id desc limit 1");
		Process process = this.processes.stream().filter((each) -> each.pid() == owner).findFirst().orElseThrow();
		long begin = System.nanoTime();
		ending.accept(process);
		await("No other node has taken over",
				() -> exists(first + " and process <> " + owner + " and id > " + lastOf(owner)));
		return (System.nanoTime() - begin) / 1e9;
	}

	private long lastOf(long process) {
		return number("select max(id) from %s.journal where process = " + process);
	}

	private long last() {
		return number("select coalesce(max(id), 0) from %s.journal");
	}

	private boolean exists(String condition) {
		return number("select count(*) from (select from %s.journal where " + condition + " limit 1) as found") > 0;
	}

	private long count(String rows) {
		return number("select count(*) from %s." + rows);
	}

	private long number(String sql) {
		return Objects.requireNonNull(this.jdbc.queryForObject(sql.formatted(this.schema), Long.class));
	}

	/**
	 * Waits until all events are handled.
	 * @return the number of events that were handled twice, or too late for their order
	 */
	long awaitAllAndCountWrong() {
		String behind = """
				select count(*)
				from (select max(position) as reached from {schema}.journal group by subscription) as each
				where reached < (select max(position) from {schema}.events)
				""";
		await("Events are missing", () -> number(behind.replace("{schema}", this.schema)) == 0);
		String wrong = """
				select (select count(*) from {schema}.events) * 2
				     - (select count(distinct (subscription, position)) from {schema}.journal)
				     + (select count(*) - count(distinct (subscription, position)) from {schema}.journal)
				     + (select count(*)
				        from (select position,
				                     lag(position) over (partition by subscription order by id) as before
				              from {schema}.journal) as steps
				        where position < before)
				""";
		return number(wrong.replace("{schema}", this.schema));
	}

	private static void await(String failure, BooleanSupplier condition) {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - end > 0) {
				throw new IllegalStateException(failure);
			}
			LockSupport.parkNanos(INTERVAL.toNanos());
		}
	}

	@Override
	public void close() {
		this.processes.forEach(Process::destroyForcibly);
		for (Process process : this.processes) {
			process.onExit().join();
		}
		Node.forget(this.database);
		this.jdbc.execute("drop table %1$s.journal; delete from %1$s.subscription_nodes".formatted(this.schema));
	}

}
