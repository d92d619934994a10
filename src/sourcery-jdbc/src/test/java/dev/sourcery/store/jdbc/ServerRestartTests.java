package dev.sourcery.store.jdbc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.Append;
import dev.sourcery.store.AppendOutcomeUnknownException;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.store.StoreUnavailableException;
import dev.sourcery.store.UnknownSettledPositionException;
import dev.sourcery.store.jdbc.StoreDatabase.Happened;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server that is stopped at once and started again while many append and read.
 */
class ServerRestartTests {

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicBoolean over = new AtomicBoolean();

	private final AtomicBoolean written = new AtomicBoolean();

	private final AtomicInteger appends = new AtomicInteger();

	private final AtomicInteger failures = new AtomicInteger();

	private OwnServer server;

	private StoreDatabase database;

	@BeforeEach
	void start(@TempDir Path directory) {
		this.server = OwnServer.start(directory);
		this.database = this.server.pool();
	}

	@AfterEach
	void close() {
		this.over.set(true);
		this.written.set(true);
		this.threads.shutdownNow();
		if (this.server != null) {
			this.database.close();
			this.server.close();
		}
	}

	@Test
	void everyAppendEndsUpStoredOnceAndEveryFailureIsOneOfTwo() throws Exception {
		JdbcEventStore inGroups = this.database.store();
		JdbcEventStore listened = Way.WITH_LISTENER.store(this.database);
		TransactionTemplate transaction = new TransactionTemplate(this.database.transactionManager());
		List<Future<List<UUID>>> writers = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			writers.add(write("grouped" + i, (append) -> inGroups.append(List.of(append)).get(0)));
			writers.add(write("listened" + i, (append) -> listened.append(List.of(append)).get(0)));
			writers.add(write("within" + i, (append) -> within(transaction, inGroups, append)));
		}
		Future<List<UUID>> reader = this.threads.submit(() -> read(inGroups));
		for (int restarts = 0; restarts < 2; restarts++) {
			awaitAppends(100);
			this.server.stopAtOnce();
			this.server.start();
		}
		awaitAppends(100);
		this.over.set(true);

		List<UUID> expected = new ArrayList<>();
		for (Future<List<UUID>> writer : writers) {
			expected.addAll(writer.get());
		}
		this.written.set(true);
		assertThat(this.failures).hasPositiveValue();
		List<UUID> stored = ids(inGroups.readAll(EventQuery.all()).toList());
		assertThat(stored).containsExactlyInAnyOrderElementsOf(expected);
		assertThat(reader.get()).isEqualTo(stored);
	}

	private void awaitAppends(int more) {
		int before = this.appends.get();
		Awaitility.await().until(() -> this.appends.get() >= before + more);
	}

	/**
	 * Appends until it is over, each event until it is known to be stored.
	 */
	private Future<List<UUID>> write(String id, Writing writing) {
		return this.threads.submit(() -> {
			List<UUID> written = new ArrayList<>();
			while (!this.over.get()) {
				Append append = new Append(new StreamId("thing", id), ExpectedVersion.exactly(written.size()),
						List.of(NewEvent.of(new Happened("x"))));
				written.add(appendUntilKnown(append, writing));
				this.appends.incrementAndGet();
			}
			return written;
		});
	}

	private UUID appendUntilKnown(Append append, Writing writing) {
		while (true) {
			try {
				Commit commit = writing.append(append);
				assertThat(ids(commit.events())).containsExactly(append.events().get(0).eventId());
				return append.events().get(0).eventId();
			}
			catch (AppendOutcomeUnknownException | StoreUnavailableException ex) {
				this.failures.incrementAndGet();
			}
		}
	}

	/**
	 * Within a transaction of the caller an append never leaves its outcome open; begin,
	 * commit and roll-back fail as Spring has it.
	 */
	private static Commit within(TransactionTemplate transaction, JdbcEventStore store, Append append) {
		try {
			return transaction.execute((status) -> {
				try {
					return store.append(List.of(append)).get(0);
				}
				catch (AppendOutcomeUnknownException ex) {
					throw new AssertionError(ex);
				}
			});
		}
		catch (DataAccessException | TransactionException ex) {
			throw new StoreUnavailableException(null, ex);
		}
	}

	private List<UUID> read(JdbcEventStore store) {
		List<RecordedEvent<?>> read = new ArrayList<>();
		EventQuery rest = EventQuery.all();
		boolean more = true;
		while (more) {
			more = !this.written.get();
			try {
				List<RecordedEvent<?>> next = store.readAll(rest).toList();
				read.addAll(next);
				rest = next.isEmpty() ? rest : rest.after(next.get(next.size() - 1).position());
			}
			catch (StoreUnavailableException | UnknownSettledPositionException ex) {
				this.failures.incrementAndGet();
			}
		}
		return ids(read);
	}

	private static List<UUID> ids(List<RecordedEvent<?>> events) {
		return events.stream().map(RecordedEvent::eventId).toList();
	}

	private interface Writing {

		Commit append(Append append);

	}

}
