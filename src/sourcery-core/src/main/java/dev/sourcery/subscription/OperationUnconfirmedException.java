package dev.sourcery.subscription;

import java.util.List;

import dev.sourcery.SourceryException;

/**
 * Thrown when an operation was stored, but its effect has not been observed within the
 * timeout.
 *
 * @since 0.1
 */
public final class OperationUnconfirmedException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final transient List<LaneKey> lanes;

	OperationUnconfirmedException(Operation operation, List<LaneKey> lanes) {
		super("The %s was stored, but no node has started %s within %s".formatted(operation, lanes,
				operation.operator().timeout()),
				"The nodes try again. If the state of the projection does not change, check whether it has failed on all nodes, or whether their handlers hang.",
				null);
		this.lanes = lanes;
	}

	/**
	 * The lanes that no node has started.
	 * @return the lanes
	 */
	public List<LaneKey> lanes() {
		return this.lanes;
	}

}
