package dev.sourcery.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.schema.SchemaName;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.HeldBack;
import dev.sourcery.store.Listeners;
import dev.sourcery.store.Registration;
import dev.sourcery.store.SettledPosition;
import dev.sourcery.store.StoredEvent;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.VersionConflictException;
import javax.sql.DataSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The event store on PostgreSQL 14 or later. Writes join the caller's Spring transaction,
 * be it of a JDBC or a JPA transaction manager, as long as that manages the same
 * {@link DataSource}; without one an append is a single statement that commits by itself.
 * Thread-safe.
 */
public final class JdbcEventStore implements EventStore {

	// how often an append that takes any version loses a race before it gives up; in a
	// transaction that sees an old snapshot it would lose for ever
	private static final int MAX_ATTEMPTS = 100;

	private final TransactionTemplate transaction;

	private final TransactionTemplate whateverTransaction;

	private final EventSerializer serializer;

	private final AppendStatement appendStatement;

	private final EventReader reader;

	private final SettledPositions settledPositions;

	private final Blockers blockers;

	private final Listeners listeners = new Listeners();

	/**
	 * Creates the store.
	 * @param dataSource the database
	 * @param transactionManager the transaction manager of the application for that
	 * database
	 * @param serializer how events become JSON
	 * @param schema the PostgreSQL schema of the store's tables
	 */
	public JdbcEventStore(DataSource dataSource, PlatformTransactionManager transactionManager,
			EventSerializer serializer, String schema) {
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		SchemaName name = new SchemaName(schema);
		this.transaction = new TransactionTemplate(transactionManager);
		this.whateverTransaction = new TransactionTemplate(transactionManager);
		this.whateverTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_SUPPORTS);
		this.serializer = serializer;
		this.appendStatement = new AppendStatement(jdbc, name);
		this.reader = new EventReader(jdbc, name);
		this.settledPositions = new SettledPositions(jdbc, name);
		this.blockers = new Blockers(jdbc, name);
	}

	@Override
	public List<Commit> append(List<Append> appends) {
		Append.requireDistinctStreams(appends);
		List<EncodedAppend> encoded = EncodedAppend.of(appends, this.serializer);
		boolean callers = inCallersTransaction();
		List<Commit> commits = store(encoded, callers);
		signalAfterCommit(callers);
		return appends.stream().map((append) -> commitOf(append.stream(), commits)).toList();
	}

	private List<Commit> store(List<EncodedAppend> encoded, boolean callers) {
		try {
			// in a transaction of another database too the append needs one of its own:
			// that one would keep the connection and never commit it
			return (this.listeners.joinAppends() || (!callers && isAnyTransactionActive()))
					? Objects.requireNonNull(this.transaction.execute((status) -> insertAndTell(encoded)))
					: insert(encoded, callers);
		}
		catch (StreamMovedException ex) {
			if (!callers) {
				requireExpectedVersions(encoded);
			}
			EncodedAppend moved = ex.append();
			throw new VersionConflictException(moved.stream(), moved.expected(), null, List.of(), ex);
		}
	}

	private List<Commit> insertAndTell(List<EncodedAppend> encoded) {
		List<Commit> commits = insert(encoded, true);
		List<RecordedEvent<?>> events = new ArrayList<>();
		commits.forEach((commit) -> events.addAll(commit.events()));
		this.listeners.appended(events);
		return commits;
	}

	/**
	 * Inserts; as long as every append would take another version too, losing a race is
	 * no reason to give up. In a transaction that needs a savepoint, because the lost
	 * race would spoil the transaction.
	 */
	private List<Commit> insert(List<EncodedAppend> encoded, boolean transaction) {
		boolean tryAgain = encoded.stream().allMatch(EncodedAppend::takesMoreThanOneVersion);
		for (int attempt = 1;; attempt++) {
			try {
				Optional<List<Commit>> commits = execute(encoded, transaction, tryAgain);
				if (commits.isPresent()) {
					return commits.get();
				}
				// if all expectations hold by now, it was a matter of time: try again
				requireExpectedVersions(encoded);
			}
			catch (StreamMovedException ex) {
				if (!tryAgain || attempt == MAX_ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	private Optional<List<Commit>> execute(List<EncodedAppend> encoded, boolean transaction, boolean tryAgain) {
		if (!transaction) {
			return this.appendStatement.executeAndCommit(encoded);
		}
		return tryAgain ? this.appendStatement.executeInSavepoint(encoded) : this.appendStatement.execute(encoded);
	}

	private void requireExpectedVersions(List<EncodedAppend> encoded) {
		for (EncodedAppend append : encoded) {
			long actual = version(append.stream());
			if (!append.expected().accepts(actual)) {
				throw new VersionConflictException(append.stream(), append.expected(), actual,
						this.reader.typesAfter(append.stream(), append.expectedVersion(actual)), null);
			}
		}
	}

	private static Commit commitOf(StreamId stream, List<Commit> commits) {
		return commits.stream().filter((commit) -> commit.stream().equals(stream)).findFirst().orElseThrow();
	}

	private void signalAfterCommit(boolean callers) {
		if (!callers) {
			this.listeners.committed();
			return;
		}
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
			@Override
			public void afterCommit() {
				JdbcEventStore.this.listeners.committed();
			}
		});
	}

	@Override
	public Stream<RecordedEvent<?>> read(StreamQuery query) {
		return this.reader.read(query).map(this::decode);
	}

	@Override
	public Stream<RecordedEvent<?>> readAll(EventQuery query) {
		return readAll(query, this.settledPositions.lookPatiently());
	}

	@Override
	public Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled) {
		return this.reader.readAll(query, settled.position()).map(this::decode);
	}

	private RecordedEvent<?> decode(StoredEvent event) {
		return event.decode(this.serializer);
	}

	@Override
	public SettledPosition settledPosition() {
		return this.settledPositions.look();
	}

	@Override
	public Optional<HeldBack> heldBack() {
		return this.blockers.identify(this.settledPositions.lookForHolders());
	}

	@Override
	public long version(StreamId stream) {
		return this.reader.version(stream);
	}

	// a transaction that is active may be one of another transaction manager
	@Override
	public boolean inCallersTransaction() {
		return isAnyTransactionActive()
				&& Boolean.TRUE.equals(this.whateverTransaction.execute(TransactionExecution::hasTransaction));
	}

	private static boolean isAnyTransactionActive() {
		return TransactionSynchronizationManager.isActualTransactionActive();
	}

	@Override
	public EventTypes types() {
		return this.serializer.types();
	}

	@Override
	public Registration onAppend(Consumer<List<RecordedEvent<?>>> listener) {
		return this.listeners.onAppend(listener);
	}

	@Override
	public Registration afterCommit(Runnable listener) {
		return this.listeners.afterCommit(listener);
	}

}
