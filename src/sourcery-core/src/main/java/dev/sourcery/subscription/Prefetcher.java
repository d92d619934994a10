package dev.sourcery.subscription;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Runs reads in advance, on threads that end after a short time without work. A read is
 * discarded if all threads are busy, or no connection is free. Thread-safe.
 */
final class Prefetcher implements Executor {

	// one fetches events, while another one decodes the previous ones
	private static final int MAX_THREADS = 3;

	private static final long KEEP_ALIVE_SECONDS = 1;

	private final ConnectionLimit connections;

	private final ThreadFactory threads;

	private final Set<Thread> running = ConcurrentHashMap.newKeySet();

	// while subscriptions run
	private @Nullable ThreadPoolExecutor pool;

	Prefetcher(ConnectionLimit connections, ThreadFactory threads) {
		this.connections = connections;
		this.threads = threads;
	}

	private synchronized ThreadPoolExecutor pool() {
		ThreadPoolExecutor current = this.pool;
		if (current == null) {
			current = new ThreadPoolExecutor(0, MAX_THREADS, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS,
					new SynchronousQueue<>(), this::thread, new ThreadPoolExecutor.DiscardPolicy());
			this.pool = current;
		}
		return current;
	}

	private Thread thread(Runnable task) {
		Thread thread = this.threads.newThread(task);
		thread.setName("sourcery-prefetch");
		// nothing depends on a read in advance that hangs
		thread.setDaemon(true);
		this.running.removeIf((each) -> each.getState() == Thread.State.TERMINATED);
		this.running.add(thread);
		return thread;
	}

	@Override
	public void execute(Runnable read) {
		pool().execute(() -> runWithConnection(read));
	}

	/**
	 * Ends the threads, and waits until the reads in progress have ended. A later read
	 * starts new threads.
	 */
	void end(Duration timeout) {
		ThreadPoolExecutor ending;
		synchronized (this) {
			ending = this.pool;
			this.pool = null;
		}
		if (ending == null) {
			return;
		}
		// a read is not interrupted: lanes may wait for its events
		ending.shutdown();
		try {
			long end = System.nanoTime() + timeout.toNanos();
			for (Thread each : this.running) {
				// the pool is terminated shortly before its threads have ended
				each.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
			}
			this.running.removeIf((each) -> !each.isAlive());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void runWithConnection(Runnable read) {
		try {
			if (!this.connections.tryAcquire(0)) {
				return;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return;
		}
		try {
			read.run();
		}
		finally {
			this.connections.release();
		}
	}

}
