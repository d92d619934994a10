package dev.sourcery.store.jdbc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.sourcery.SourceryException;
import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.Epoch;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.ListenerHandle;
import dev.sourcery.store.StoreAccessException;
import dev.sourcery.store.StoreOperation;
import dev.sourcery.store.StoreStatistics;
import dev.sourcery.store.StreamPayloads;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.StreamVersion;
import dev.sourcery.store.VersionConflictException;
import dev.sourcery.store.spi.EncodedAppend;
import dev.sourcery.store.spi.Listeners;
import dev.sourcery.store.spi.StoredEvent;
import dev.sourcery.tail.AppendHooks;
import dev.sourcery.tail.EventTail;
import dev.sourcery.tail.HeldBack;
import dev.sourcery.tail.SettledPosition;
import javax.sql.DataSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The event store on PostgreSQL 14 or later. Writes join the caller's Spring transaction,
 * be it of a JDBC or a JPA transaction manager, as long as that manages the same
 * {@link DataSource}; without one an append is a single statement that commits by itself.
 * Within callbacks after the commit or the roll-back of a transaction an append is
 * refused, unless they begin a new one. Thread-safe.
 */
public final class JdbcEventStore implements EventStore, EventTail, AppendHooks, StreamPayloads {

	// of JSON, in characters
	private static final long MAX_BATCH = 8_000_000;

	private final CallersTransaction callersTransaction;

	private final EventSerializer serializer;

	private final AppendSettings settings;

	private final Appender appender;

	private final GroupRule groupRule;

	private final GroupAppend groupAppend;

	private final EventReader reader;

	private final StreamReader streams;

	private final Epochs epochs;

	private final SettledPositions settledPositions;

	private final BlockerQuery blockers;

	private final StreamTurns turns;

	private final RecentCommits recentCommits = new RecentCommits();

	private final Listeners listeners = new Listeners();

	/**
	 * Creates the store with standard settings.
	 * @param dataSource the database
	 * @param transactionManager the transaction manager of the application for that
	 * database
	 * @param serializer how events become JSON
	 * @param schema the PostgreSQL schema of the store's tables
	 */
	public JdbcEventStore(DataSource dataSource, PlatformTransactionManager transactionManager,
			EventSerializer serializer, String schema) {
		this(dataSource, transactionManager, serializer, schema, AppendSettings.standard());
	}

	/**
	 * Creates the store.
	 * @param dataSource the database
	 * @param transactionManager the transaction manager of the application for that
	 * database
	 * @param serializer how events become JSON
	 * @param schema the PostgreSQL schema of the store's tables
	 * @param settings how the store appends
	 */
	public JdbcEventStore(DataSource dataSource, PlatformTransactionManager transactionManager,
			EventSerializer serializer, String schema, AppendSettings settings) {
		this(dataSource, transactionManager, serializer, schema, settings, QueueSteps.NONE, new StreamTurns());
	}

	JdbcEventStore(DataSource dataSource, PlatformTransactionManager transactionManager, EventSerializer serializer,
			String schema, AppendSettings settings, QueueSteps steps, StreamTurns turns) {
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		SchemaName name = new SchemaName(schema);
		this.callersTransaction = new CallersTransaction(dataSource, transactionManager);
		this.serializer = serializer;
		this.settings = settings;
		this.turns = turns;
		this.reader = new EventReader(jdbc, name);
		this.streams = new StreamReader(jdbc, name);
		AppendStatement statement = new AppendStatement(dataSource, name);
		this.appender = new Appender(statement, new RefusalReader(this.reader, serializer),
				new TransactionTemplate(transactionManager));
		this.groupRule = new GroupRule(settings.groups(), dataSource);
		this.groupAppend = new GroupAppend(statement, this.appender, settings, steps);
		this.epochs = new Epochs(jdbc, name);
		this.settledPositions = new SettledPositions(jdbc, name, this.epochs);
		this.blockers = new BlockerQuery(jdbc, name);
	}

	@Override
	public List<Commit> append(List<Append> appends) {
		Append.requireDistinctStreams(appends);
		Stored stored = mayWait(appends) ? storeInTurn(appends) : storeAtOnce(appends);
		// behind the turn, since listeners may append themselves
		if (stored.visible()) {
			this.listeners.committed();
		}
		return stored.commits();
	}

	/**
	 * A caller that holds locks must not wait for others, so it must not be in a
	 * transaction, nor in a scope that may have suspended one.
	 */
	private boolean mayWait(List<Append> appends) {
		return appends.size() == 1 && appends.get(0).expected() instanceof ExpectedVersion.Exactly
				&& !TransactionSynchronizationManager.isSynchronizationActive() && !this.callersTransaction.mayExist();
	}

	private Stored storeInTurn(List<Append> append) {
		StreamId stream = append.get(0).stream();
		boolean inTurn = this.turns.enter(stream);
		boolean refused = false;
		try {
			return storeAtOnce(append);
		}
		catch (VersionConflictException ex) {
			refused = true;
			throw ex;
		}
		finally {
			if (inTurn) {
				this.turns.leave(stream, refused);
			}
		}
	}

	private Stored storeAtOnce(List<Append> appends) {
		for (Append append : appends) {
			this.recentCommits.requireNotPassed(append);
		}
		List<EncodedAppend> encoded = sorted(EncodedAppend.of(appends, this.serializer, this.settings.maxEventSize()));
		Epoch epoch = this.epochs.known();
		if (epoch == null) {
			epoch = StoreExceptionTranslator.translating(StoreOperation.APPEND, this.epochs::current);
		}
		boolean callers = this.callersTransaction.takesPart(encoded);
		List<Commit> commits = storeOrForget(encoded, callers);
		if (callers) {
			signalAfterCommit(commits);
		}
		else {
			remember(commits);
		}
		return new Stored(inOrderOf(appends, commits, epoch), !callers);
	}

	private List<Commit> storeOrForget(List<EncodedAppend> encoded, boolean callers) {
		try {
			return store(encoded, callers);
		}
		catch (StoreAccessException ex) {
			// a fail-over may be under way
			this.recentCommits.clear();
			throw ex;
		}
	}

	GroupAppend groupAppend() {
		return this.groupAppend;
	}

	private List<Commit> store(List<EncodedAppend> encoded, boolean callers) {
		if (callers) {
			return appendInCallersTransaction(encoded);
		}
		// in a transaction of another database too the append needs one of its own: that
		// one would keep the connection and never commit it
		if (this.listeners.joinAppends() || TransactionSynchronizationManager.isActualTransactionActive()) {
			return this.appender.appendInOwnTransaction(encoded, this::notifyListeners);
		}
		return (encoded.size() == 1 && this.groupRule.allowsGroups() && !this.groupAppend.isPaused())
				? List.of(this.groupAppend.append(encoded.get(0))) : this.appender.appendAndCommit(encoded);
	}

	/**
	 * What is no refusal may strike when the events are stored, but listeners have not
	 * been told.
	 */
	private List<Commit> appendInCallersTransaction(List<EncodedAppend> encoded) {
		try {
			return this.appender.appendInCallersTransaction(encoded, this::notifyInCallersTransaction);
		}
		catch (SourceryException ex) {
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			this.callersTransaction.rollbackOnly(ex);
			throw ex;
		}
	}

	private void notifyListeners(List<Commit> commits) {
		if (this.listeners.joinAppends()) {
			List<RecordedEvent<?>> events = new ArrayList<>();
			commits.forEach((commit) -> events.addAll(commit.events()));
			this.listeners.appended(events);
		}
	}

	/**
	 * The caller may catch what a listener throws, and commit. Neither the events nor
	 * half of what the listeners have written may be stored then.
	 */
	private void notifyInCallersTransaction(List<Commit> commits) {
		try {
			notifyListeners(commits);
		}
		catch (Throwable ex) {
			this.callersTransaction.rollbackOnly(ex);
			throw ex;
		}
	}

	/**
	 * Two transactions that append to the same streams in different order would deadlock
	 * each other.
	 */
	private static List<EncodedAppend> sorted(List<EncodedAppend> appends) {
		return (appends.size() == 1) ? appends
				: appends.stream().sorted(Comparator.comparing(EncodedAppend::stream)).toList();
	}

	private static List<Commit> inOrderOf(List<Append> appends, List<Commit> commits, Epoch epoch) {
		if (commits.size() == 1) {
			return List.of(commits.get(0).in(epoch));
		}
		Map<StreamId, Commit> byStream = new HashMap<>();
		commits.forEach((commit) -> byStream.put(commit.stream(), commit.in(epoch)));
		return appends.stream().map((append) -> Objects.requireNonNull(byStream.get(append.stream()))).toList();
	}

	private void signalAfterCommit(List<Commit> commits) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
			@Override
			public void afterCommit() {
				remember(commits);
				JdbcEventStore.this.listeners.committed();
			}
		});
	}

	private void remember(List<Commit> commits) {
		for (Commit commit : commits) {
			this.recentCommits.add(commit);
		}
	}

	@Override
	public Stream<RecordedEvent<?>> read(StreamQuery query) {
		return this.reader.read(query, this::decode);
	}

	@Override
	public Stream<RecordedEvent<?>> readAll(EventQuery query) {
		return readAll(query,
				StoreExceptionTranslator.translating(StoreOperation.READ, this.settledPositions::lookPatiently));
	}

	@Override
	public Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled) {
		return this.reader.readAll(query, settled, this::decode);
	}

	@Override
	public Stream<Payload> readPayloads(StreamQuery query) {
		return this.reader.readPayloads(query, (event) -> event.decode(this.serializer));
	}

	@Override
	public Page readPage(EventQuery query, SettledPosition settled, boolean withMetadata) {
		List<RecordedEvent<?>> events = new ArrayList<>();
		long size = 0;
		try (Stream<StoredEvent> stored = this.reader.readBatch(query, settled, withMetadata)) {
			for (Iterator<StoredEvent> iterator = stored.iterator(); iterator.hasNext();) {
				StoredEvent event = iterator.next();
				events.add(decode(event));
				size += event.size();
				if (size >= MAX_BATCH) {
					return new Page(events, Page.End.SIZE);
				}
			}
			return new Page(events, Page.End.ALL);
		}
		catch (EventDecodingException ex) {
			if (events.isEmpty()) {
				throw ex;
			}
			return new Page(events, Page.End.UNREADABLE);
		}
	}

	private RecordedEvent<?> decode(StoredEvent event) {
		return event.decode(this.serializer);
	}

	@Override
	public Optional<RecordedEvent<?>> find(UUID eventId) {
		return this.reader.find(Set.of(eventId), StoreOperation.READ).values().stream().findFirst().map(this::decode);
	}

	@Override
	public Stream<StreamVersion> streams(String aggregateType, String afterId) {
		return this.streams.streams(aggregateType, afterId);
	}

	@Override
	public StoreStatistics statistics() {
		return this.streams.statistics();
	}

	@Override
	public SettledPosition settledPosition() {
		return StoreExceptionTranslator.translating(StoreOperation.READ, this.settledPositions::look);
	}

	@Override
	public Epoch epoch() {
		return StoreExceptionTranslator.translating(StoreOperation.READ, this.epochs::current);
	}

	@Override
	public void verify(ConsistencyToken token) {
		StoreExceptionTranslator.translating(StoreOperation.READ, () -> {
			this.epochs.verify(token, this.settledPositions::look);
			return token;
		});
	}

	@Override
	public Optional<HeldBack> heldBack() {
		return StoreExceptionTranslator.translating(StoreOperation.READ,
				() -> this.blockers.identify(this.settledPositions.lookForHolders()));
	}

	@Override
	public Position lastPosition(Position upTo) {
		return this.reader.lastPosition(upTo);
	}

	@Override
	public long version(StreamId stream) {
		return this.reader.version(stream, StoreOperation.READ);
	}

	@Override
	public boolean inCallersTransaction() {
		return this.callersTransaction.exists();
	}

	@Override
	public EventTypes types() {
		return this.serializer.types();
	}

	@Override
	public ListenerHandle onAppend(Consumer<List<RecordedEvent<?>>> listener) {
		return this.listeners.onAppend(listener);
	}

	@Override
	public ListenerHandle afterCommit(Runnable listener) {
		return this.listeners.afterCommit(listener);
	}

	/**
	 * What an append has stored.
	 *
	 * @param commits the commits in the order of the appends
	 * @param visible whether they are committed, which in a transaction of the caller's
	 * they are not yet
	 */
	private record Stored(List<Commit> commits, boolean visible) {

	}

}
