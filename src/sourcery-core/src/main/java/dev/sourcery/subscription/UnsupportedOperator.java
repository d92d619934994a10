package dev.sourcery.subscription;

import java.util.List;

import dev.sourcery.event.Position;
import org.jspecify.annotations.Nullable;

/**
 * An operator for checkpoints that are not stored in a database: operations of this node
 * are possible, and are not recorded.
 */
final class UnsupportedOperator implements SubscriptionOperator {

	@Override
	public void record(Operation operation, String outcome) {
	}

	@Override
	public void recordSeparately(Operation operation, String outcome) {
	}

	@Override
	public List<RecordedOperation> recorded(@Nullable String name, int limit) {
		throw new UnsupportedOperationException(
				"Operations are not recorded: these checkpoints are not stored in a database");
	}

	@Override
	public void pause(Operation operation) {
		throw unsupported(operation);
	}

	// a blocked lane of this node is resumed without the checkpoints
	@Override
	public List<Fence> resume(Operation operation) {
		return List.of();
	}

	@Override
	public void skip(Operation operation, Position position) {
		throw unsupported(operation);
	}

	@Override
	public void move(Operation operation, Position position) {
		throw unsupported(operation);
	}

	@Override
	public List<StoredSubscription> find(@Nullable SubscriptionKey key) {
		throw new UnsupportedOperationException("There are no details: these checkpoints are not stored in a database");
	}

	@Override
	public Lag lag(Position position) {
		throw new UnsupportedOperationException("The lag is not known: these checkpoints are not stored in a database");
	}

	@Override
	public VerificationReport verify(SubscriptionKey subscription) {
		throw new UnsupportedOperationException(
				"%s cannot be verified: these checkpoints are not stored in a database".formatted(subscription));
	}

	@Override
	public void remove(Operation operation) {
		throw unsupported(operation);
	}

	@Override
	public List<LaneKey> unclaimed(List<Fence> resumed) {
		return List.of();
	}

	private static UnsupportedOperationException unsupported(Operation operation) {
		return new UnsupportedOperationException(
				"The %s is not possible: these checkpoints are not stored in a database".formatted(operation));
	}

}
