package dev.sourcery.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import dev.sourcery.event.StreamId;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.junit.jupiter.api.AfterEach;

/**
 * Concurrent appends to a database of their own.
 */
abstract class GroupAppendFixture {

	final StoreDatabase database = new StoreDatabase();

	final JdbcEventStore store = this.database.store();

	final ExecutorService threads = Executors.newCachedThreadPool();

	final Caller stranger = new Caller(this.database.transactionManager());

	@AfterEach
	void close() {
		this.stranger.close();
		this.threads.shutdownNow();
		this.database.close();
	}

	<T> List<Future<T>> start(int count, NumberedWork<T> work) throws InterruptedException {
		List<Callable<T>> tasks = new ArrayList<>();
		IntStream.range(0, count).forEach((number) -> tasks.add(() -> work.run(number)));
		List<Future<T>> started = new ArrayList<>();
		for (Callable<T> task : tasks) {
			started.add(this.threads.submit(task));
		}
		return started;
	}

	static <T> T get(Future<T> future) {
		try {
			return future.get();
		}
		catch (InterruptedException | ExecutionException ex) {
			throw new AssertionError(ex);
		}
	}

	static Throwable failureOf(Future<?> future) throws InterruptedException {
		try {
			throw new AssertionError("It should fail, but got " + future.get());
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
	}

	static StreamId stream(String id) {
		return new StreamId("thing", id);
	}

	static List<NewEvent> event(String text) {
		return List.of(NewEvent.of(new Happened(text)));
	}

	interface NumberedWork<T> {

		T run(int number) throws Exception;

	}

}
