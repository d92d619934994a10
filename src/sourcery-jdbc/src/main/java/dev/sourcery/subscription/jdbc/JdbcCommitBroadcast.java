package dev.sourcery.subscription.jdbc;

import java.time.Duration;
import java.util.UUID;

import javax.sql.DataSource;

import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.tail.BroadcastStatus;
import dev.sourcery.tail.CommitBroadcast;
import org.jspecify.annotations.Nullable;

/**
 * Notifies nodes by LISTEN and NOTIFY of PostgreSQL. All commits within a millisecond
 * share one notification, which is sent outside their transactions. If notifications do
 * not arrive, for example because the database is not available or a pooler runs in
 * transaction mode, the status is {@link BroadcastStatus.State#POLLING} until they arrive
 * again.
 * <p>
 * One connection is held permanently for LISTEN, and a second one is held while there are
 * commits and for some seconds after them. A pool for them must have room for both in
 * addition to the connections of the application, and its leak detection reports the
 * first one: a separate data source avoids that. The connections for LISTEN must go to
 * the primary, without a pooler in transaction mode; connections for NOTIFY may go
 * through a pooler.
 *
 * @since 0.1
 */
public final class JdbcCommitBroadcast implements CommitBroadcast {

	private static final Duration STOP_PATIENCE = Duration.ofMillis(600);

	private static final Duration ABORT_PATIENCE = Duration.ofMillis(300);

	private final DataSource sendingDataSource;

	private final DataSource listeningDataSource;

	private final CommitChannel channel;

	private final NotifySettings settings;

	private final BroadcastLog log = new BroadcastLog();

	private volatile @Nullable Running running;

	/**
	 * Creates a broadcast with the default settings.
	 * @param dataSource the database
	 * @param schema the PostgreSQL schema of the store's tables
	 */
	public JdbcCommitBroadcast(DataSource dataSource, String schema) {
		this(dataSource, dataSource, schema, NotifySettings.standard());
	}

	/**
	 * Creates a broadcast.
	 * @param sendingDataSource the database, for the connection that sends notifications
	 * @param listeningDataSource the same database, for the connection that receives
	 * notifications
	 * @param schema the PostgreSQL schema of the store's tables
	 * @param settings the settings
	 */
	public JdbcCommitBroadcast(DataSource sendingDataSource, DataSource listeningDataSource, String schema,
			NotifySettings settings) {
		this.sendingDataSource = sendingDataSource;
		this.listeningDataSource = listeningDataSource;
		this.channel = CommitChannel.of(new SchemaName(schema));
		this.settings = settings;
	}

	@Override
	public synchronized void start(Runnable onCommitElsewhere) {
		if (this.running != null) {
			throw new IllegalStateException("The broadcast has been started already");
		}
		String node = UUID.randomUUID().toString();
		CommitSender sender = new CommitSender(this.sendingDataSource, this.channel, node, this.settings, this.log);
		CommitListener listener = new CommitListener(this.listeningDataSource, this.channel, node, this.settings,
				sender, this.log, onCommitElsewhere);
		this.log.starting();
		this.running = new Running(sender, start(sender, "sourcery-commit-sender"), listener,
				start(listener, "sourcery-commit-listener"));
	}

	private static Thread start(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	@Override
	public void committed() {
		Running current = this.running;
		if (current != null) {
			current.sender().committed();
		}
	}

	@Override
	public BroadcastStatus status() {
		return this.log.status();
	}

	@Override
	public synchronized void close() {
		Running current = this.running;
		if (current == null) {
			return;
		}
		this.running = null;
		current.end();
		this.log.stopped();
	}

	private record Running(CommitSender sender, Thread sending, CommitListener listener, Thread listening) {

		void end() {
			this.sender.end();
			this.listener.end();
			try {
				if (!hasEndedWithin(STOP_PATIENCE)) {
					// a connection may be awaited, or the database does not respond
					this.sending.interrupt();
					this.listening.interrupt();
					this.sender.abort();
					this.listener.abort();
					hasEndedWithin(ABORT_PATIENCE);
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		private boolean hasEndedWithin(Duration timeout) throws InterruptedException {
			long deadline = System.nanoTime() + timeout.toNanos();
			for (Thread thread : new Thread[] { this.sending, this.listening }) {
				thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
			}
			return !this.sending.isAlive() && !this.listening.isAlive();
		}

	}

}
