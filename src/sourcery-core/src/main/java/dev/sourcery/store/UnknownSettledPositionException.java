package dev.sourcery.store;

/**
 * The settled position is not known, so the store cannot be read: it might wrongly appear
 * to be empty. Transient: the call may be retried.
 */
public final class UnknownSettledPositionException extends StoreAccessException {

	private static final long serialVersionUID = 1L;

	private final Reason reason;

	/**
	 * Creates the exception.
	 * @param reason why it is not known
	 */
	public UnknownSettledPositionException(Reason reason) {
		super(reason.message, StoreOperation.READ, null, null);
		this.reason = reason;
	}

	/**
	 * Why it is not known.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * Why a settled position is not known.
	 */
	public enum Reason {

		/**
		 * The server is a standby.
		 */
		STANDBY("The database server is a standby, where the locks of writers are not visible, so the settled position is not known. Read across streams on the primary."),

		/**
		 * A transaction that has appended has been open since before the first look of
		 * this node, or since before the restart of the server.
		 */
		OPEN_APPENDS(
				"The settled position is not known yet: a transaction that has appended to the store has been open, or prepared, since before the first look of this node or the restart of the server. Retry when it has ended; EventStore.heldBack() names it."),

		/**
		 * The server that answers is not the one on which the settled position was found:
		 * it was restarted since, or the connection leads to another.
		 */
		OTHER_SERVER(
				"The server that answers is not the one on which the settled position was found: it was restarted since, or the connection leads to another server or another copy of the store. Ask for the settled position again; if it lasts, see to it that all connections of the pool lead to the primary (targetServerType=primary).");

		private final String message;

		Reason(String message) {
			this.message = message;
		}

	}

}
