package dev.sourcery.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import dev.sourcery.benchmarks.Round.ThreadRound;

/**
 * Runs threads for a given time. Each thread completes its current work when the time is
 * over, so work that takes longer than a round is executed once.
 */
final class Load {

	private Load() {
	}

	static Round run(List<Work> works, Duration time, LongSupplier gauge, Supplier<Cpu> cpu) {
		long before = gauge.getAsLong();
		Cpu cpuBefore = cpu.get();
		List<ThreadRound> threads = runThreads(works, time);
		Cpu used = cpu.get().minus(cpuBefore);
		long units = threads.stream().mapToLong(ThreadRound::units).sum();
		long begin = threads.stream().mapToLong(ThreadRound::begin).min().orElseThrow();
		long end = threads.stream().mapToLong(ThreadRound::end).max().orElseThrow();
		return new Round(units, (end - begin) / 1e9, threads, gauge.getAsLong() - before, used);
	}

	private static List<ThreadRound> runThreads(List<Work> works, Duration time) {
		CyclicBarrier start = new CyclicBarrier(works.size());
		List<Callable<ThreadRound>> calls = new ArrayList<>();
		works.forEach((work) -> calls.add(() -> {
			start.await();
			return repeat(work, time.toNanos());
		}));
		ExecutorService executor = Executors.newFixedThreadPool(works.size());
		try {
			List<ThreadRound> rounds = new ArrayList<>();
			for (Future<ThreadRound> thread : executor.invokeAll(calls)) {
				rounds.add(thread.get());
			}
			return rounds;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("The work has failed: " + ex.getCause(), ex.getCause());
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static ThreadRound repeat(Work work, long nanos) throws Exception {
		Latencies latencies = new Latencies();
		long units = 0;
		long begin = System.nanoTime();
		long now = begin;
		do {
			units += work.once();
			long done = System.nanoTime();
			latencies.add(done - now);
			now = done;
		}
		while (now - begin < nanos);
		return new ThreadRound(units, latencies, begin, now);
	}

}
