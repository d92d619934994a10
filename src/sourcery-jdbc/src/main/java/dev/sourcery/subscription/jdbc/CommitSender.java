package dev.sourcery.subscription.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one notification for all commits since the last one, on a connection of its own:
 * within the transaction of an append, NOTIFY would take a lock that all databases of the
 * server share. Runs on one thread; the other methods are for any thread.
 */
final class CommitSender implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(CommitSender.class);

	private static final Duration FIRST_DELAY = Duration.ofMillis(10);

	private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

	// a connection that was lost is replaced earlier
	private static final Duration REPORT_AFTER = Duration.ofSeconds(1);

	private final DataSource dataSource;

	private final CommitChannel channel;

	private final String node;

	private final NotifySettings settings;

	private final BroadcastLog log;

	private final AtomicBoolean pending = new AtomicBoolean();

	private final AtomicReference<@Nullable Probe> requested = new AtomicReference<>();

	private volatile @Nullable Thread thread;

	private volatile boolean ended;

	private volatile @Nullable NotifySession session;

	private long lastCommit = System.nanoTime();

	private int failures;

	private long failingSince;

	CommitSender(DataSource dataSource, CommitChannel channel, String node, NotifySettings settings, BroadcastLog log) {
		this.dataSource = dataSource;
		this.channel = channel;
		this.node = node;
		this.settings = settings;
		this.log = log;
	}

	void committed() {
		// the notification that is pending is sent after this commit
		if (!this.pending.get() && this.pending.compareAndSet(false, true)) {
			LockSupport.unpark(this.thread);
		}
	}

	/**
	 * Requests that this node sends a notification to itself.
	 */
	Probe probe() {
		Probe probe = new Probe();
		this.requested.set(probe);
		LockSupport.unpark(this.thread);
		return probe;
	}

	void end() {
		this.ended = true;
		LockSupport.unpark(this.thread);
	}

	void abort() {
		NotifySession open = this.session;
		if (open != null) {
			open.abort();
		}
	}

	@Override
	public void run() {
		this.thread = Thread.currentThread();
		long next = System.nanoTime();
		while (!this.ended) {
			// the interrupt of another thread must not turn the waits into a busy loop
			Thread.interrupted();
			long early = next - System.nanoTime();
			if (!hasWork()) {
				idle();
			}
			else if (early > 0) {
				LockSupport.parkNanos(this, early);
			}
			else {
				Duration delay = send();
				next = System.nanoTime() + delay.toNanos();
			}
		}
		if (this.session != null && this.pending.get()) {
			send();
		}
		release();
	}

	private boolean hasWork() {
		return this.pending.get() || this.requested.get() != null;
	}

	private void idle() {
		if (this.session == null) {
			LockSupport.park(this);
			return;
		}
		long left = this.lastCommit + this.settings.idleTimeout().toNanos() - System.nanoTime();
		if (left > 0) {
			LockSupport.parkNanos(this, left);
		}
		else {
			release();
		}
	}

	/**
	 * Sends what is pending.
	 * @return the delay before the next notification
	 */
	private Duration send() {
		boolean commits = this.pending.getAndSet(false);
		Probe probe = this.requested.getAndSet(null);
		try {
			send(commits, probe);
			if (this.failures > 0) {
				this.failures = 0;
				this.log.sent();
			}
			return this.settings.interval();
		}
		catch (SQLException | RuntimeException | Error ex) {
			if (commits) {
				this.pending.set(true);
			}
			discard();
			return failed(probe, ex);
		}
	}

	private void send(boolean commits, @Nullable Probe probe) throws SQLException {
		NotifySession open = this.session;
		if (open == null) {
			open = NotifySession.open(this.dataSource, this.settings.replyTimeout());
			this.session = open;
		}
		if (commits) {
			open.execute(this.channel.notify(this.node));
			this.lastCommit = System.nanoTime();
		}
		if (probe != null) {
			open.execute(this.channel.notify(probe.payload()));
			probe.sent();
		}
	}

	private Duration failed(@Nullable Probe probe, Throwable failure) {
		String description = BroadcastLog.describe(failure);
		logger.debug("A notification cannot be sent: {}", description);
		if (probe != null) {
			probe.notSent(description);
		}
		if (this.failures == 0) {
			this.failingSince = System.nanoTime();
		}
		else if (!this.ended && System.nanoTime() - this.failingSince >= REPORT_AFTER.toNanos()) {
			this.log.sendFailed(description);
		}
		Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(this.failures++, 20));
		return (delay.compareTo(LONGEST_DELAY) < 0) ? delay : LONGEST_DELAY;
	}

	private void release() {
		NotifySession open = this.session;
		if (open != null) {
			this.session = null;
			open.close();
		}
	}

	private void discard() {
		NotifySession open = this.session;
		if (open != null) {
			this.session = null;
			open.discard();
		}
	}

}
