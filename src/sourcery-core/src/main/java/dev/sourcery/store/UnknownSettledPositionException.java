package dev.sourcery.store;

/**
 * The settled position is not known, and what is unknown is not shown as an empty store.
 * Transient: the call may be retried.
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
		STANDBY("The database server is a standby. It shows neither the locks of the writers nor their order, so the settled position is not known there. Read across streams on the primary."),

		/**
		 * Since before this node has looked first, or since the restart of the server, a
		 * transaction has been open that has appended.
		 */
		OPEN_APPENDS(
				"The settled position is not known yet: a transaction that has appended to the store has been open, or prepared, since before this node looked first or the server was restarted. Try again when it has ended; EventStore.heldBack() names it."),

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
