package dev.sourcery.subscription;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs reads in advance, on threads that end after a short time without work. A read is
 * discarded if all threads are busy, or no connection is free. Thread-safe.
 */
final class Prefetcher implements Executor {

	// one fetches events, while another one decodes the previous ones
	private static final int MAX_THREADS = 3;

	private static final long KEEP_ALIVE_SECONDS = 1;

	private final ConnectionLimit connections;

	private final ThreadPoolExecutor threads;

	Prefetcher(ConnectionLimit connections, ThreadFactory threads) {
		this.connections = connections;
		this.threads = new ThreadPoolExecutor(0, MAX_THREADS, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS,
				new SynchronousQueue<>(), (task) -> named(threads, task), new ThreadPoolExecutor.DiscardPolicy());
	}

	private static Thread named(ThreadFactory threads, Runnable task) {
		Thread thread = threads.newThread(task);
		thread.setName("sourcery-prefetch");
		// nothing depends on a read in advance that hangs
		thread.setDaemon(true);
		return thread;
	}

	@Override
	public void execute(Runnable read) {
		this.threads.execute(() -> runWithConnection(read));
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
