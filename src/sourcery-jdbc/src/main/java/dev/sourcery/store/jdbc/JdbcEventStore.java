package dev.sourcery.store.jdbc;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.sql.DataSource;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.event.StreamId;
import dev.sourcery.evolution.EventEvolution;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.snapshot.Snapshots;
import dev.sourcery.store.Append;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.store.Epoch;
import dev.sourcery.store.EventQuery;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ListenerHandle;
import dev.sourcery.store.StoreOperation;
import dev.sourcery.store.StoreStatistics;
import dev.sourcery.store.StreamPayloads;
import dev.sourcery.store.StreamQuery;
import dev.sourcery.store.StreamVersion;
import dev.sourcery.store.spi.EventCodec;
import dev.sourcery.store.spi.Listeners;
import dev.sourcery.store.spi.SelectedTypes;
import dev.sourcery.store.spi.StoredEvent;
import dev.sourcery.tail.AppendHooks;
import dev.sourcery.tail.EventTail;
import dev.sourcery.tail.HeldBack;
import dev.sourcery.tail.SettledPosition;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The event store on PostgreSQL 14 or later. Writes join the caller's Spring transaction
 * of a JDBC or JPA transaction manager, if that manages the same {@link DataSource};
 * without a transaction an append is a single auto-committed statement. Within callbacks
 * after the commit or the rollback of a transaction an append is refused, unless the
 * callback begins a new transaction. Thread-safe.
 *
 * @since 0.1
 */
public final class JdbcEventStore implements EventStore, EventTail, AppendHooks, StreamPayloads {

	private final CallersTransaction callersTransaction;

	private final EventCodec codec;

	private final AppendCoordinator appends;

	private final GroupAppend groupAppend;

	private final EventReader reader;

	private final StreamReader streams;

	private final Epochs epochs;

	private final SettledPositionFinder settledPositions;

	private final BlockerQuery blockers;

	private final Snapshots snapshots;

	private final Listeners listeners = new Listeners();

	/**
	 * Creates the store with standard settings.
	 * @param dataSource the database
	 * @param transactionManager the transaction manager of the application for that
	 * database
	 * @param serializer the serializer that converts events to JSON
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
	 * @param serializer the serializer that converts events to JSON
	 * @param schema the PostgreSQL schema of the store's tables
	 * @param settings the settings for appends
	 */
	public JdbcEventStore(DataSource dataSource, PlatformTransactionManager transactionManager,
			EventSerializer serializer, String schema, AppendSettings settings) {
		this(dataSource, transactionManager, EventEvolution.of(serializer), schema, settings);
	}

	/**
	 * Creates a store that reads earlier versions of events.
	 * @param dataSource the database
	 * @param transactionManager the transaction manager of the application for that
	 * database
	 * @param evolution the evolution that converts events to JSON and back
	 * @param schema the PostgreSQL schema of the store's tables
	 * @param settings the settings for appends
	 */
	public JdbcEventStore(DataSource dataSource, PlatformTransactionManager transactionManager,
			EventEvolution evolution, String schema, AppendSettings settings) {
		this(dataSource, transactionManager, EventCodec.of(evolution), schema, settings, QueueSteps.NONE,
				new StreamTurns());
	}

	JdbcEventStore(DataSource dataSource, PlatformTransactionManager transactionManager, EventSerializer serializer,
			String schema, AppendSettings settings, QueueSteps steps, StreamTurns turns) {
		this(dataSource, transactionManager, EventCodec.of(serializer), schema, settings, steps, turns);
	}

	JdbcEventStore(DataSource dataSource, PlatformTransactionManager transactionManager, EventCodec codec,
			String schema, AppendSettings settings, QueueSteps steps, StreamTurns turns) {
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		SchemaName name = new SchemaName(schema);
		this.callersTransaction = new CallersTransaction(dataSource, transactionManager);
		this.codec = codec;
		this.reader = new EventReader(jdbc, name);
		this.streams = new StreamReader(jdbc, name);
		this.epochs = new Epochs(jdbc, name);
		AppendStatement statement = new AppendStatement(dataSource, name);
		RetryingAppender appender = new RetryingAppender(statement, new ConflictDetector(this.reader, codec),
				new TransactionTemplate(transactionManager));
		this.groupAppend = new GroupAppend(statement, appender, settings, steps);
		AppendRouter paths = new AppendRouter(this.callersTransaction, appender,
				new GroupRule(settings.groups(), dataSource), this.groupAppend, this.listeners);
		this.appends = new AppendCoordinator(this.callersTransaction, codec, settings, paths, this.epochs, turns,
				this.listeners);
		this.settledPositions = new SettledPositionFinder(jdbc, name, this.epochs);
		this.blockers = new BlockerQuery(jdbc, name);
		this.snapshots = new JdbcSnapshots(jdbc, name, codec, this);
	}

	/**
	 * Returns the snapshots of aggregates that are stored beside the events. Within a
	 * transaction of the caller they are written in that transaction.
	 * @return the snapshots
	 */
	public Snapshots snapshots() {
		return this.snapshots;
	}

	@Override
	public List<Commit> append(List<Append> appends) {
		return this.appends.append(appends);
	}

	GroupAppend groupAppend() {
		return this.groupAppend;
	}

	@Override
	public Stream<RecordedEvent<?>> read(StreamQuery query) {
		return this.reader.read(query, this.codec::decode);
	}

	@Override
	public Stream<RecordedEvent<?>> readAll(EventQuery query) {
		return readAll(query,
				StoreExceptionTranslator.translating(StoreOperation.READ, this.settledPositions::lookPatiently));
	}

	@Override
	public Stream<RecordedEvent<?>> readAll(EventQuery query, SettledPosition settled) {
		SelectedTypes types = SelectedTypes.of(query, this.codec);
		return this.reader.readAll(types.query(), settled, types::decode);
	}

	@Override
	public Stream<Payload> readPayloads(StreamQuery query) {
		return this.reader.readPayloads(query, this.codec::decodePayload);
	}

	@Override
	public long versionAt(StreamId stream, Instant instant) {
		return this.reader.version(stream, instant);
	}

	@Override
	public EventTail.Look look(EventQuery query, boolean withMetadata) {
		return StoreExceptionTranslator.translating(StoreOperation.READ, () -> {
			NextEvents next = this.reader.next(query, withMetadata);
			if (next == null) {
				return new EventTail.Look(this.settledPositions.look(), null);
			}
			SettledPositionFinder.Look look = this.settledPositions.look(next);
			return new EventTail.Look(look.found(), FetchedEvents.settled(look, next.limit(), this.codec));
		});
	}

	@Override
	public FetchedPage fetchPage(EventQuery query, SettledPosition settled, boolean withMetadata) {
		try (Stream<StoredEvent> stored = this.reader.readBatch(query, settled, withMetadata)) {
			return FetchedEvents.of(stored, query.limit(), this.codec);
		}
	}

	@Override
	public Optional<RecordedEvent<?>> find(UUID eventId) {
		return this.reader.find(Set.of(eventId), StoreOperation.READ)
			.values()
			.stream()
			.<RecordedEvent<?>>mapMulti(this.codec::decode)
			.findFirst();
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
	public ConsistencyToken currentToken() {
		return StoreExceptionTranslator.translating(StoreOperation.READ,
				// before the event, as for a commit that is found
				() -> this.reader.newest(this.epochs.current()));
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
		return this.codec.types();
	}

	@Override
	public ListenerHandle onAppend(Consumer<List<RecordedEvent<?>>> listener) {
		return this.listeners.onAppend(listener);
	}

	@Override
	public ListenerHandle afterCommit(Consumer<List<Commit>> listener) {
		return this.listeners.afterCommit(listener);
	}

}
