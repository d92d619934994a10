package dev.sourcery.subscription.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for the notifications of other nodes. Notifications that this node sends to
 * itself verify that they arrive: at the beginning, because a pooler may accept LISTEN
 * without an effect, and at an interval, because a connection may be lost without a
 * packet, or may lead to a server that is no longer the primary. Runs on one thread;
 * {@link #end()} and {@link #abort()} are for any thread.
 */
final class CommitListener implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(CommitListener.class);

	// the end is noticed after at most this time
	private static final Duration WAKE_UP = Duration.ofMillis(200);

	private static final Duration FIRST_DELAY = Duration.ofMillis(100);

	private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

	private final DataSource dataSource;

	private final CommitChannel channel;

	private final String node;

	private final NotifySettings settings;

	private final CommitSender sender;

	private final BroadcastLog log;

	private final Runnable onCommitElsewhere;

	private final CountDownLatch end = new CountDownLatch(1);

	private volatile @Nullable ListeningSession session;

	private int failures;

	CommitListener(DataSource dataSource, CommitChannel channel, String node, NotifySettings settings,
			CommitSender sender, BroadcastLog log, Runnable onCommitElsewhere) {
		this.dataSource = dataSource;
		this.channel = channel;
		this.node = node;
		this.settings = settings;
		this.sender = sender;
		this.log = log;
		this.onCommitElsewhere = onCommitElsewhere;
	}

	void end() {
		this.end.countDown();
	}

	void abort() {
		ListeningSession open = this.session;
		if (open != null) {
			open.abort();
		}
	}

	@Override
	public void run() {
		while (!hasEnded()) {
			try {
				connect();
			}
			catch (ListenFailedException ex) {
				failed(String.valueOf(ex.getMessage()), false);
				pause(this.settings.retryInterval());
			}
			catch (SQLException | RuntimeException | Error ex) {
				failed(BroadcastLog.describe(ex), true);
				pause(delay());
			}
		}
	}

	private boolean hasEnded() {
		return this.end.getCount() == 0;
	}

	private void failed(String reason, boolean isOutage) {
		if (!hasEnded()) {
			this.log.polling(reason, isOutage);
		}
	}

	private Duration delay() {
		Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(this.failures++, 20));
		Duration longest = (LONGEST_DELAY.compareTo(this.settings.retryInterval()) < 0) ? LONGEST_DELAY
				: this.settings.retryInterval();
		return (delay.compareTo(longest) < 0) ? delay : longest;
	}

	private void pause(Duration delay) {
		try {
			this.end.await(delay.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			logger.debug("The delay was interrupted", ex);
		}
	}

	private void connect() throws SQLException, ListenFailedException {
		ListeningSession open = new ListeningSession(NotifySession.open(this.dataSource, this.settings.replyTimeout()));
		this.session = open;
		try {
			open.listen(this.channel);
			follow(open);
			open.release();
		}
		catch (ListenFailedException ex) {
			open.release();
			throw ex;
		}
		catch (SQLException | RuntimeException | Error ex) {
			open.discard();
			throw ex;
		}
		finally {
			this.session = null;
		}
	}

	private void follow(ListeningSession open) throws SQLException, ListenFailedException {
		verify(open);
		if (hasEnded()) {
			return;
		}
		this.failures = 0;
		this.log.listening();
		// notifications before LISTEN were missed
		notifyCallback();
		long lastCheck = System.nanoTime();
		while (!hasEnded()) {
			receive(open, null);
			if (System.nanoTime() - lastCheck >= this.settings.checkInterval().toNanos()) {
				open.ping(this.channel);
				// if it cannot be sent, the notifications of other nodes may still arrive
				awaitReturn(open, this.sender.probe());
				lastCheck = System.nanoTime();
			}
		}
	}

	private void verify(ListeningSession open) throws SQLException, ListenFailedException {
		while (!hasEnded()) {
			Probe probe = this.sender.probe();
			if (awaitReturn(open, probe)) {
				return;
			}
			failed("it cannot be verified that notifications arrive, because they cannot be sent: " + probe.failure(),
					true);
		}
	}

	/**
	 * Waits until a notification of this node to itself has arrived.
	 * @return whether it has arrived, {@code false} if it could not be sent
	 */
	private boolean awaitReturn(ListeningSession open, Probe probe) throws SQLException, ListenFailedException {
		while (!hasEnded()) {
			if (receive(open, probe)) {
				return true;
			}
			if (probe.outcome() == Probe.Outcome.NOT_SENT) {
				return false;
			}
			if (probe.isOverdue(this.settings.replyTimeout())) {
				throw new ListenFailedException(
						"notifications do not arrive, probably because the connection goes through a pooler in transaction mode; use a data source that connects to the server directly");
			}
		}
		return false;
	}

	private boolean receive(ListeningSession open, @Nullable Probe expected) throws SQLException {
		boolean returned = false;
		boolean elsewhere = false;
		for (String payload : open.receive(WAKE_UP)) {
			returned |= expected != null && payload.equals(expected.payload());
			elsewhere |= !payload.equals(this.node) && !Probe.isPayload(payload);
		}
		if (elsewhere) {
			notifyCallback();
		}
		return returned;
	}

	private void notifyCallback() {
		try {
			this.onCommitElsewhere.run();
		}
		catch (RuntimeException | Error ex) {
			logger.warn("A subscription cannot be notified of commits of other nodes", ex);
		}
	}

}
