package dev.sourcery.store.jdbc.oracle;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import javax.sql.DataSource;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Ends the connection of somebody who is at work, some times in a second.
 */
final class BackendKiller implements Runnable {

	private final JdbcTemplate jdbc;

	private final AtomicInteger killed = new AtomicInteger();

	BackendKiller(DataSource database) {
		this.jdbc = new JdbcTemplate(database);
	}

	@Override
	public void run() {
		LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
		this.killed.addAndGet(this.jdbc.queryForList("""
				select pg_terminate_backend(pid)
				from (select pid
				      from pg_stat_activity
				      where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'
				      order by random()
				      limit 1) victim
				""", Boolean.class).size());
	}

	int killed() {
		return this.killed.get();
	}

}
