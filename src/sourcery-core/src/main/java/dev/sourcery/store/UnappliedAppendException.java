package dev.sourcery.store;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the database refused an append because a projection is applied in the
 * transactions of appends, but the node has not applied the events: it does not have the
 * projection or a handler for the type, or has not followed the change of the mode.
 * Nothing was stored. In a transaction of the caller, the commit fails with the exception
 * of the transaction manager instead.
 *
 * @since 0.1
 */
public final class UnappliedAppendException extends StoreAccessException {

	private static final long serialVersionUID = 1L;

	private final String projection;

	private final int version;

	private final String eventType;

	/**
	 * Creates the exception.
	 * @param projection the name of the projection
	 * @param version the version of the projection
	 * @param eventType the type of an event that was not applied
	 * @param sqlState the SQLSTATE that the database returned, or {@code null}
	 * @param cause the cause
	 */
	public UnappliedAppendException(String projection, int version, String eventType, @Nullable String sqlState,
			Throwable cause) {
		super("Projection %s (version %d) is applied in the transaction of the append, but this node has not applied %s. Nothing was stored. Append on a node that runs the projection with a handler for that type, or start a node that configures it as asynchronous. If the projection no longer exists, remove it with Projections.operatedBy(actor).remove(name, version)."
			.formatted(projection, version, eventType), StoreOperation.APPEND, sqlState, cause);
		this.projection = projection;
		this.version = version;
		this.eventType = eventType;
	}

	/**
	 * The name of the projection.
	 * @return the name
	 */
	public String projection() {
		return this.projection;
	}

	/**
	 * The version of the projection.
	 * @return the version
	 */
	public int version() {
		return this.version;
	}

	/**
	 * The type of an event that was not applied.
	 * @return the name of the type
	 */
	public String eventType() {
		return this.eventType;
	}

}
