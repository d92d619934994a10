package dev.sourcery.subscription.jdbc;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import javax.sql.DataSource;

import dev.sourcery.event.Position;
import dev.sourcery.jdbc.AsynchronousCommit;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.AdvanceOutcome;
import dev.sourcery.subscription.BatchCommit;
import dev.sourcery.subscription.CheckpointHolder;
import dev.sourcery.subscription.Checkpoints;
import dev.sourcery.subscription.ClaimedPosition;
import dev.sourcery.subscription.Failing;
import dev.sourcery.subscription.Fence;
import dev.sourcery.subscription.LaneKey;
import dev.sourcery.subscription.Lanes;
import dev.sourcery.subscription.ParkedEvents;
import dev.sourcery.subscription.ReachedPosition;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.SubscriptionMeasurement;
import dev.sourcery.subscription.SubscriptionModes;
import dev.sourcery.subscription.SubscriptionOperator;
import dev.sourcery.subscription.SubscriptionVersions;
import dev.sourcery.tail.ServerIncarnation;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Checkpoints on PostgreSQL. A checkpoint is moved in the transaction in which the
 * handlers write. The row of the checkpoint is locked for the duration of a batch, so
 * only one of two nodes handles it; the lock is released when the transaction ends, for
 * any reason. Thread-safe.
 *
 * @since 0.1
 */
public final class JdbcCheckpoints implements Checkpoints {

	private static final long MIN_LEASE = 10;

	private static final Duration LEASE = Duration.ofSeconds(10);

	private final JdbcTemplate jdbc;

	private final TransactionOperations transaction;

	private final SchemaName schema;

	private final Duration lease;

	private final LaneLocks locks;

	private final JdbcParkedEvents parked;

	private final EventFailures failures;

	private final CheckpointHolders holders;

	private final CheckpointMove move;

	private final VersionRows versionRows;

	private final JdbcVersions versions;

	private final JdbcModes modes;

	private final SubscriptionReset reset;

	/**
	 * Creates the checkpoints, with a lease of 10 seconds and asynchronous commits.
	 * @param dataSource the database
	 * @param transactionManager the transaction manager of the application for that
	 * database
	 * @param schema the PostgreSQL schema of the store's tables
	 */
	public JdbcCheckpoints(DataSource dataSource, PlatformTransactionManager transactionManager, String schema) {
		this(dataSource, transactionManager, schema, LEASE);
	}

	/**
	 * Creates the checkpoints, with asynchronous commits.
	 * @param dataSource the database
	 * @param transactionManager the transaction manager of the application for that
	 * database
	 * @param schema the PostgreSQL schema of the store's tables
	 * @param lease the time after which other nodes can claim the lanes of a node that
	 * has ended or hangs; also the maximum time the transaction of a batch may be idle,
	 * between two statements of its handlers, before the server ends its session: a node
	 * that hangs would block the checkpoint for all other nodes
	 * @throws IllegalArgumentException if the lease is shorter than 10 milliseconds or
	 * longer than PostgreSQL accepts
	 */
	public JdbcCheckpoints(DataSource dataSource, PlatformTransactionManager transactionManager, String schema,
			Duration lease) {
		this(dataSource, transactionManager, schema, lease, true);
	}

	/**
	 * Creates the checkpoints.
	 * @param dataSource the database
	 * @param transactionManager the transaction manager of the application for that
	 * database
	 * @param schema the PostgreSQL schema of the store's tables
	 * @param lease the time after which other nodes can claim the lanes of a node that
	 * has ended or hangs, and the maximum time the transaction of a batch may be idle
	 * @param asynchronousCommit whether the transactions of batches commit without
	 * waiting for the disk, unless a handler appends events: after a crash of the server
	 * the last batches may be handled again
	 * @throws IllegalArgumentException if the lease is shorter than 10 milliseconds or
	 * longer than PostgreSQL accepts
	 */
	public JdbcCheckpoints(DataSource dataSource, PlatformTransactionManager transactionManager, String schema,
			Duration lease, boolean asynchronousCommit) {
		if (lease.toMillis() < MIN_LEASE || lease.toMillis() > Integer.MAX_VALUE) {
			throw new IllegalArgumentException("The lease of a lane must be between %d ms and %d ms, but is %s"
				.formatted(MIN_LEASE, Integer.MAX_VALUE, lease));
		}
		this.lease = lease;
		this.jdbc = new JdbcTemplate(dataSource);
		this.transaction = new BatchTransaction(transactionManager);
		this.schema = new SchemaName(schema);
		this.locks = new LaneLocks(this.jdbc, this.schema, lease);
		this.failures = new EventFailures(this.jdbc, this.transaction, this.schema);
		this.holders = new CheckpointHolders(this.jdbc, this.schema);
		this.move = new CheckpointMove(this.jdbc, this.schema, lease, asynchronousCommit);
		this.versionRows = new VersionRows(this.jdbc, this.schema);
		this.versions = new JdbcVersions(this.jdbc, this.transaction, this.schema, this.locks, this.versionRows);
		this.modes = new JdbcModes(this.jdbc, this.transaction, this.schema, this.locks, lease);
		this.reset = new SubscriptionReset(this.jdbc, this.transaction, this.schema, this.locks);
		this.parked = new JdbcParkedEvents(this.jdbc, this.transaction, this.schema, this.locks);
	}

	@Override
	public Position loadOrCreate(LaneKey lane) {
		return find(lane).orElseGet(() -> {
			this.transaction.executeWithoutResult((status) -> create(lane));
			return Position.START;
		});
	}

	@Override
	public Position position(LaneKey lane) {
		return find(lane).orElse(Position.START);
	}

	private Optional<Position> find(LaneKey lane) {
		String sql = this.schema.in("""
				select position
				from {schema}.subscription_lanes
				where name = ? and subscription_version = ? and lane = ?
				""");
		return this.jdbc.queryForList(sql, Long.class, lane.name(), lane.version(), lane.number())
			.stream()
			.map(Position::new)
			.findFirst();
	}

	private void create(LaneKey lane) {
		this.versionRows.insert(lane.subscription());
		String sql = this.schema.in("""
				insert into {schema}.subscription_lanes (name, subscription_version, lane, position)
				select ?, ?, ?, 0
				where not exists (
				    select from {schema}.subscription_lanes where name = ? and subscription_version = ?)
				on conflict do nothing
				""");
		this.jdbc.update(sql, lane.name(), lane.version(), lane.number(), lane.name(), lane.version());
	}

	@Override
	public List<ClaimedPosition> positions(SubscriptionKey subscription, int lanes) {
		return this.versions.positions(subscription, lanes).lanes();
	}

	@Override
	public SubscriptionVersions versions() {
		return this.versions;
	}

	@Override
	public Optional<SubscriptionModes> modes() {
		return Optional.of(this.modes);
	}

	@Override
	public SubscriptionOperator operator() {
		return new JdbcSubscriptionOperator(this.jdbc, this.transaction, this.schema, this.locks);
	}

	@Override
	public Lanes lanes() {
		return new JdbcLanes(this.jdbc, this.transaction, this.schema, this.locks, this.versionRows, this.lease);
	}

	@Override
	public AdvanceOutcome advance(Fence fence, Position from, Position to, ServerIncarnation incarnation,
			Runnable handlers) {
		return advance(fence, from, to, incarnation, BatchCommit.CONFIGURED, handlers);
	}

	@Override
	public AdvanceOutcome advance(Fence fence, Position from, Position to, ServerIncarnation incarnation,
			BatchCommit commit, Runnable handlers) {
		boolean advanced = Boolean.TRUE
			.equals(this.transaction.execute((status) -> this.move.lockAndMove(fence, from, to, incarnation, commit)
					&& handle(fence.lane(), handlers)));
		return advanced ? new AdvanceOutcome.Advanced() : refused(fence, from);
	}

	private boolean handle(LaneKey lane, Runnable handlers) {
		long start = System.nanoTime();
		handlers.run();
		HiddenFailure.requireNone(this.jdbc);
		AsynchronousCommit.afterHandlers();
		if (System.nanoTime() - start > this.lease.toNanos() / 4) {
			this.move.renew(lane);
		}
		return true;
	}

	// outside the transaction, because its snapshot may be older
	private AdvanceOutcome refused(Fence fence, Position from) {
		Optional<Position> stored = find(fence.lane());
		if (stored.isPresent() && !stored.get().equals(from)) {
			return new AdvanceOutcome.Behind(stored.get());
		}
		return isCurrent(fence) ? new AdvanceOutcome.Held() : new AdvanceOutcome.Lost();
	}

	private boolean isCurrent(Fence fence) {
		String sql = this.schema.in("""
				select exists (
				    select from {schema}.subscription_lanes
				    where name = ? and subscription_version = ? and lane = ? and fence = ? and lanes = ?)
				""");
		LaneKey lane = fence.lane();
		return Boolean.TRUE.equals(this.jdbc.queryForObject(sql, Boolean.class, lane.name(), lane.version(),
				lane.number(), fence.token(), fence.lanes()));
	}

	@Override
	public void reset(SubscriptionKey subscription, Runnable emptying) {
		this.reset.run(subscription, () -> create(subscription.lane(0)), () -> {
			this.parked.remove(subscription, null);
			emptying.run();
		});
	}

	@Override
	public Failing failing(Fence fence, Position position) {
		return this.failures.failing(fence, position, null);
	}

	@Override
	public Failing failing(Fence fence, Position position, String failure) {
		return this.failures.failing(fence, position, failure);
	}

	@Override
	public void skipped(Fence fence) {
		this.failures.skipped(fence.lane());
	}

	@Override
	public List<SubscriptionMeasurement> measure(Collection<SubscriptionKey> subscriptions,
			Collection<ReachedPosition> reached) {
		return new MeasurementQuery(this.jdbc, this.schema).measure(subscriptions, reached);
	}

	@Override
	public ParkedEvents parkedEvents() {
		return this.parked;
	}

	@Override
	public Optional<CheckpointHolder> holder(LaneKey lane) {
		return this.holders.find(lane);
	}

}
