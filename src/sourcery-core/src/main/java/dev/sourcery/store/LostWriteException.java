package dev.sourcery.store;

/**
 * A consistency token stands for a write that the database has lost: after it a fail-over
 * or a restored backup has gone on without it. An event that was deleted on purpose looks
 * the same.
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
		super("The write at position %s of epoch %s was lost: the database has failed over, crashed or was restored from a backup, and has gone on without it (in epoch %s as far as this node knows), or the event was deleted on purpose. Look at the current state, and repeat the write if it is still wanted."
			.formatted(token.position(), token.epoch(), epoch), null);
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
	 * The current epoch, as far as this node knew.
	 * @return the epoch, the token's own if the next one has not been noticed
	 */
	public Epoch epoch() {
		return this.epoch;
	}

}
