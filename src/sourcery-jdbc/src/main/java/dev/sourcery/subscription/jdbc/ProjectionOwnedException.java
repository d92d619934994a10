package dev.sourcery.subscription.jdbc;

import dev.sourcery.SourceryException;
import org.jspecify.annotations.Nullable;

/**
 * Exception thrown if another application runs a projection of the same name on the same
 * tables. Both would share one checkpoint, and each would miss the events that the other
 * has handled.
 *
 * @since 0.1
 */
public final class ProjectionOwnedException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final String projection;

	private final String owner;

	private final @Nullable String claimant;

	ProjectionOwnedException(String projection, String owner, @Nullable String claimant, String table) {
		super("Projection '%s' belongs to the application '%s', but this is %s".formatted(projection, owner,
				(claimant != null) ? "the application '" + claimant + "'" : "an application without a name"),
				"Give the projection another name in @Projection, or set another sourcery.schema.name. If both are one application that was renamed, set sourcery.projections.owner=%s, or update the owner in %s."
					.formatted(owner, table),
				null);
		this.projection = projection;
		this.owner = owner;
		this.claimant = claimant;
	}

	/**
	 * The projection.
	 * @return its name
	 */
	public String projection() {
		return this.projection;
	}

	/**
	 * The application that owns the projection.
	 * @return the name of the application
	 */
	public String owner() {
		return this.owner;
	}

	/**
	 * The application whose claim was rejected.
	 * @return its name, or {@code null} if it has none
	 */
	public @Nullable String claimant() {
		return this.claimant;
	}

}
