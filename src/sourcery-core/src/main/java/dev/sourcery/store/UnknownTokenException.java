package dev.sourcery.store;

/**
 * Thrown when a consistency token does not belong to this store: its position has not
 * been drawn, or its epoch belongs to another store. Waiting for it would not help.
 *
 * @since 0.1
 */
public final class UnknownTokenException extends EventStoreException {

	private static final long serialVersionUID = 1L;

	private final transient ConsistencyToken token;

	/**
	 * Creates the exception.
	 * @param token the token
	 */
	public UnknownTokenException(ConsistencyToken token) {
		super("The consistency token %s does not belong to this store".formatted(token),
				"Use the token that a write to this store has returned.", null);
		this.token = token;
	}

	/**
	 * The token.
	 * @return the token
	 */
	public ConsistencyToken token() {
		return this.token;
	}

}
