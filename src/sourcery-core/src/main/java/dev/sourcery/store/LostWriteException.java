package dev.sourcery.store;

/**
 * A consistency token stands for a write that the database has lost: after it a fail-over
 * or a restored backup has begun another epoch, and the event is not stored in it.
 */
public final class LostWriteException extends EventStoreException {

	private static final long serialVersionUID = 1L;

	private final transient ConsistencyToken token;

	private final transient Epoch epoch;

	/**
	 * Creates the exception.
	 * @param token the token of the write
	 * @param epoch the epoch that has begun
	 */
	public LostWriteException(ConsistencyToken token, Epoch epoch) {
		super("The write at position %s of epoch %s was lost: the database has failed over or was restored from a backup, and epoch %s began without it. Look at the current state, and repeat the write if it is still wanted."
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
	 * The epoch that has begun.
	 * @return the epoch
	 */
	public Epoch epoch() {
		return this.epoch;
	}

}
