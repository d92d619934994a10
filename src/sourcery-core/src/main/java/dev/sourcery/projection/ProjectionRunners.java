package dev.sourcery.projection;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.sourcery.subscription.StoredSubscriptions;
import dev.sourcery.subscription.SubscriptionRuntime;

/**
 * The projections of this node by name, in the order of their registration. Thread-safe.
 */
final class ProjectionRunners {

	private final Map<String, ProjectionRunner> runners = new LinkedHashMap<>();

	private final StoredSubscriptions stored;

	ProjectionRunners(Collection<ProjectionDefinition> definitions, SubscriptionRuntime runtime) {
		for (ProjectionDefinition definition : definitions) {
			ProjectionRunner projection = switch (definition.mode()) {
				case ASYNCHRONOUS -> new AsynchronousProjection(definition, runtime);
				case IN_TRANSACTION -> new InTransactionProjection(definition, runtime.source().hooks());
			};
			if (this.runners.putIfAbsent(definition.key().name(), projection) != null) {
				throw new IllegalArgumentException(
						"Two projections are named '%s'. Give one of them another name in @Projection."
							.formatted(definition.key().name()));
			}
			if (projection instanceof InTransactionProjection joining) {
				joining.start();
			}
		}
		this.stored = new StoredSubscriptions(runtime,
				this.runners.values()
					.stream()
					.filter(AsynchronousProjection.class::isInstance)
					.map((projection) -> ((AsynchronousProjection) projection).subscription())
					.toList());
	}

	/**
	 * Returns the subscriptions in the database.
	 */
	StoredSubscriptions stored() {
		return this.stored;
	}

	Collection<ProjectionRunner> all() {
		return this.runners.values();
	}

	ProjectionRunner get(String name) {
		ProjectionRunner projection = this.runners.get(name);
		if (projection == null) {
			throw new IllegalArgumentException(
					"There is no projection '%s'; there are %s".formatted(name, this.runners.keySet()));
		}
		return projection;
	}

}
