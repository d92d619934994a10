package dev.sourcery.aggregate;

import java.lang.reflect.Parameter;

import dev.sourcery.handler.Collaborators;
import org.jspecify.annotations.Nullable;

/**
 * A collaborator for a parameter of a handler or constructor. It is looked up at its
 * first use, so that it may in turn depend on the repository of the aggregate.
 */
final class LazyCollaborator {

	private final Class<?> aggregateClass;

	private final Parameter parameter;

	private final Collaborators source;

	// an array, since the collaborator of a parameter that permits null may be null
	private volatile @Nullable Object @Nullable [] found;

	LazyCollaborator(Class<?> aggregateClass, Parameter parameter, Collaborators source) {
		this.aggregateClass = aggregateClass;
		this.parameter = parameter;
		this.source = source;
	}

	@Nullable Object get() {
		@Nullable Object[] known = this.found;
		if (known == null) {
			known = new @Nullable Object[] { this.source.get(this.aggregateClass, this.parameter) };
			this.found = known;
		}
		return known[0];
	}

}
