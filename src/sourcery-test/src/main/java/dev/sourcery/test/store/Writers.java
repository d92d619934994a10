package dev.sourcery.test.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.sourcery.store.EventStoreException;

/**
 * Runs threads that begin their work at the same moment.
 */
final class Writers {

	private Writers() {
	}

	/**
	 * Runs work in several concurrent threads.
	 * @return their results, in the order of their numbers
	 */
	static <T> List<T> together(int threads, Work<T> work) {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			CyclicBarrier start = new CyclicBarrier(threads);
			List<Callable<T>> tasks = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				int number = i;
				tasks.add(() -> {
					start.await();
					return work.run(number);
				});
			}
			List<T> results = new ArrayList<>();
			for (Future<T> result : executor.invokeAll(tasks)) {
				results.add(result.get());
			}
			return results;
		}
		catch (ExecutionException ex) {
			throw new AssertionError("A writer failed: " + ex.getCause(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("The writers were interrupted", ex);
		}
		finally {
			executor.shutdownNow();
		}
	}

	/**
	 * Returns whether an append succeeded instead of being refused with the expected
	 * exception.
	 */
	static boolean wins(Class<? extends EventStoreException> refusal, Runnable append) {
		try {
			append.run();
			return true;
		}
		catch (EventStoreException ex) {
			if (refusal.isInstance(ex)) {
				return false;
			}
			throw ex;
		}
	}

	/**
	 * The work of a thread.
	 */
	interface Work<T> {

		T run(int number) throws Exception;

	}

}
