package dev.sourcery.subscription.jdbc;

import java.util.List;

import dev.sourcery.event.Position;
import dev.sourcery.jdbc.SchemaName;
import dev.sourcery.subscription.Fence;
import dev.sourcery.subscription.Lag;
import dev.sourcery.subscription.LaneKey;
import dev.sourcery.subscription.Operation;
import dev.sourcery.subscription.RecordedOperation;
import dev.sourcery.subscription.StoredSubscription;
import dev.sourcery.subscription.SubscriptionKey;
import dev.sourcery.subscription.SubscriptionOperator;
import dev.sourcery.subscription.VerificationReport;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Operates subscriptions on PostgreSQL. Thread-safe.
 */
final class JdbcSubscriptionOperator implements SubscriptionOperator {

	private final OperationLog log;

	private final LanePause pause;

	private final LaneMoves moves;

	private final SubscriptionRemoval removal;

	private final StoredSubscriptionQuery query;

	private final SubscriptionVerification verification;

	JdbcSubscriptionOperator(JdbcTemplate jdbc, TransactionOperations transaction, SchemaName schema, LaneLocks locks) {
		this.log = new OperationLog(jdbc, transaction, schema);
		this.pause = new LanePause(jdbc, transaction, schema, locks, this.log);
		this.moves = new LaneMoves(jdbc, transaction, schema, locks, this.log);
		this.removal = new SubscriptionRemoval(transaction, locks, this.log, new SubscriptionRows(jdbc, schema),
				new VersionRows(jdbc, schema), new ModeChange(jdbc, schema));
		this.query = new StoredSubscriptionQuery(jdbc, schema);
		this.verification = new SubscriptionVerification(jdbc, schema);
	}

	@Override
	public void record(Operation operation, String outcome) {
		this.log.record(operation, outcome);
	}

	@Override
	public void recordSeparately(Operation operation, String outcome) {
		this.log.recordSeparately(operation, outcome);
	}

	@Override
	public List<RecordedOperation> recorded(@Nullable String name, int limit) {
		return this.log.find(name, limit);
	}

	@Override
	public void pause(Operation operation) {
		this.pause.pause(operation);
	}

	@Override
	public List<Fence> resume(Operation operation) {
		return this.pause.resume(operation);
	}

	@Override
	public void skip(Operation operation, Position position) {
		this.moves.skip(operation, position);
	}

	@Override
	public void move(Operation operation, Position position) {
		this.moves.move(operation, position);
	}

	@Override
	public List<StoredSubscription> find(@Nullable SubscriptionKey key) {
		return this.query.find(key);
	}

	@Override
	public Lag lag(Position position) {
		return this.query.lag(position);
	}

	@Override
	public VerificationReport verify(SubscriptionKey subscription) {
		return this.verification.verify(subscription);
	}

	@Override
	public void remove(Operation operation) {
		this.removal.remove(operation);
	}

	@Override
	public List<LaneKey> unclaimed(List<Fence> resumed) {
		return this.pause.unclaimed(resumed);
	}

}
