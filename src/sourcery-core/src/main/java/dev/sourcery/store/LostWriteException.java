package dev.sourcery.store;

/**
 * Thrown when a consistency token refers to a write that the database has lost: a later
 * fail-over or restored backup has continued without it. An event that was deleted on
 * purpose cannot be distinguished from a lost one.
 *
 * @since 0.1
 */
public final class LostWriteException extends EventStoreException {

	private static final long serialVersionUID = 1L;

	private final transient ConsistencyToken token;

	private final transient Epoch epoch;

	/**
	 * Creates the exception.
	 * @param token the token of the write
	 * @param epoch the current epoch, as far as it is known
	 */
	public LostWriteException(ConsistencyToken token, Epoch epoch) {
		super("The write at position %s of epoch %s was lost: the database has failed over, crashed or was restored from a backup, and has continued without it (in epoch %s as far as it is known to this node), or the event was deleted on purpose"
			.formatted(token.position(), token.epoch(), epoch),
				"Check the current state, and repeat the write if it is still needed.", null);
		this.token = token;
		this.epoch = epoch;
	}

	/**
	 * The token of the write.
	 * @return the token
	 */
	public ConsistencyToken token() {
		return this.token;
	}

	/**
	 * The current epoch, as far as it was known to this node.
	 * @return the epoch; the epoch of the token if this node has not detected the next
	 * one
	 */
	public Epoch epoch() {
		return this.epoch;
	}

}
