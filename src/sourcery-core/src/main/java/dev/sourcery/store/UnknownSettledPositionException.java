package dev.sourcery.store;

/**
 * Thrown when the settled position is not known, so that the store cannot be read: it
 * might wrongly appear to be empty. Transient: the call may be retried.
 *
 * @since 0.1
 */
public final class UnknownSettledPositionException extends StoreAccessException {

	private static final long serialVersionUID = 1L;

	private final Reason reason;

	/**
	 * Creates the exception.
	 * @param reason the reason why the settled position is not known
	 */
	public UnknownSettledPositionException(Reason reason) {
		super(reason.message, StoreOperation.READ, null, null);
		this.reason = reason;
	}

	/**
	 * The reason why the settled position is not known.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * The reasons why a settled position is not known.
	 */
	public enum Reason {

		/**
		 * The server is a standby.
		 */
		STANDBY("The database server is a standby, where the locks of writers are not visible, so the settled position is not known. Read across streams on the primary."),

		/**
		 * A transaction that has appended has been open since before this node first
		 * determined the settled position, or since before the restart of the server.
		 */
		OPEN_APPENDS(
				"The settled position is not known yet: a transaction that has appended to the store has been open, or prepared, since before this node first determined the settled position or the restart of the server. Retry when it has ended; EventTail.heldBack() identifies it."),

		/**
		 * The server that responds is not the one on which the settled position was
		 * found: it has been restarted since, or the connection leads to another server.
		 */
		OTHER_SERVER(
				"The server that responds is not the one on which the settled position was found: it has been restarted since, or the connection leads to another server or another copy of the store. Read the settled position again; if the problem persists, make sure that all connections of the pool lead to the primary (targetServerType=primary).");

		private final String message;

		Reason(String message) {
			this.message = message;
		}

	}

}
