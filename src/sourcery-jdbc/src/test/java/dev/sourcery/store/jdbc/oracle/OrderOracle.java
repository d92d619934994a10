package dev.sourcery.store.jdbc.oracle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import javax.sql.DataSource;

import dev.sourcery.store.StoreAccessException;
import dev.sourcery.store.jdbc.oracle.Written.Outcome;
import org.awaitility.Awaitility;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Has writers write and readers follow for a while, and then compares what was delivered
 * with what was committed.
 */
final class OrderOracle implements AutoCloseable {

	private static final Duration AT_MOST = Duration.ofMinutes(1);

	private final DataSource database;

	private final Ledger ledger = new Ledger();

	private final List<Node> nodes = new ArrayList<>();

	private final List<Writer> writers = new ArrayList<>();

	private final List<Reader> readers = new ArrayList<>();

	private final List<Runnable> beside = new ArrayList<>();

	private BooleanSupplier enough = () -> this.ledger.count(Outcome.COMMITTED) > 100;

	private boolean disturbed;

	private volatile boolean following;

	OrderOracle(DataSource database) {
		this.database = database;
	}

	/**
	 * Does something again and again while the writers write.
	 */
	OrderOracle beside(Runnable task) {
		this.beside.add(task);
		return this;
	}

	/**
	 * Does something again and again by which connections are lost.
	 */
	OrderOracle disturbedBy(Runnable disturbance) {
		this.disturbed = true;
		return beside(disturbance);
	}

	/**
	 * Goes on until something has happened too, for a minute at the most, however busy
	 * the machine is.
	 */
	OrderOracle until(BooleanSupplier condition) {
		BooleanSupplier before = this.enough;
		this.enough = () -> before.getAsBoolean() && condition.getAsBoolean();
		return this;
	}

	/**
	 * Adds writers, all on one new node.
	 * @param styles in which they work, each as often as the others
	 */
	OrderOracle writers(int count, Style... styles) {
		return writers(node(), count, styles);
	}

	OrderOracle writers(Node node, int count, Style... styles) {
		for (int i = 0; i < count; i++) {
			this.writers.add(new Writer(node, this.ledger, this.writers.size(), List.of(styles), () -> this.disturbed));
		}
		return this;
	}

	OrderOracle reader(Reader reader) {
		this.readers.add(reader);
		return this;
	}

	/**
	 * Adds readers that remember how far they are, each on a node of its own; every
	 * second one reads as subscriptions do.
	 */
	OrderOracle settledReaders(int count) {
		for (int i = 0; i < count; i++) {
			reader((i % 2 == 0) ? new TailedReader(node().store()) : new SettledReader(node().store()));
		}
		return this;
	}

	Node node() {
		Node node = new Node(this.database);
		this.nodes.add(node);
		return node;
	}

	Ledger ledger() {
		return this.ledger;
	}

	/**
	 * Runs everybody.
	 * @param duration how long writers go on at the least
	 * @return the verdict on all readers
	 * @throws Exception if somebody fails other than by a disturbance
	 */
	Verdict run(Duration duration) throws Exception {
		ExecutorService threads = Executors.newCachedThreadPool();
		try {
			long start = System.nanoTime();
			BooleanSupplier writing = () -> {
				long elapsed = System.nanoTime() - start;
				return elapsed < duration.toNanos() || (elapsed < AT_MOST.toNanos() && !this.enough.getAsBoolean());
			};
			this.following = true;
			List<Future<?>> follow = submit(threads, this.readers, (reader) -> repeat(() -> this.following, () -> {
				reader.look();
				LockSupport.parkNanos(new Random().nextLong(Duration.ofMillis(2).toNanos()));
			}));
			List<Future<?>> write = submit(threads, this.writers, (writer) -> repeat(writing, writer::write));
			write.addAll(submit(threads, this.beside, (task) -> repeat(writing, task)));
			awaitAll(write);
			awaitSettled();
			this.following = false;
			awaitAll(follow);
		}
		finally {
			this.following = false;
			threads.shutdownNow();
		}
		this.readers.forEach(Reader::look);
		return verdict();
	}

	private static <T> List<Future<?>> submit(ExecutorService threads, List<T> who, Task<T> task) {
		List<Future<?>> submitted = new ArrayList<>();
		who.forEach((each) -> submitted.add(threads.submit((Callable<?>) () -> {
			task.run(each);
			return null;
		})));
		return submitted;
	}

	private void repeat(BooleanSupplier condition, Runnable action) {
		while (condition.getAsBoolean()) {
			try {
				action.run();
			}
			catch (StoreAccessException | DataAccessException | TransactionException ex) {
				if (!this.disturbed) {
					throw ex;
				}
			}
		}
	}

	private static void awaitAll(List<Future<?>> futures) throws Exception {
		for (Future<?> future : futures) {
			future.get();
		}
	}

	/**
	 * Waits until nothing is held back any more, by a backend that is still dying for
	 * example.
	 */
	private void awaitSettled() {
		Node node = node();
		long last = Awaitility.await()
			.ignoreExceptions()
			.until(() -> node.jdbc().queryForObject("select last_value from sourcery.event_position", Long.class),
					(value) -> true);
		Awaitility.await().ignoreExceptions().until(() -> node.store().settledPosition().position().value() >= last);
	}

	private Verdict verdict() {
		Verdict verdict = new Verdict(Delivered.stored(node().jdbc())).on(this.ledger);
		this.readers.forEach(verdict::on);
		return verdict;
	}

	@Override
	public void close() {
		this.nodes.forEach(Node::close);
	}

	private interface Task<T> {

		void run(T who);

	}

}
