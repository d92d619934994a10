package dev.sourcery.projection;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import dev.sourcery.store.ConsistencyToken;
import dev.sourcery.subscription.ConnectionUse;
import dev.sourcery.subscription.Operator;
import dev.sourcery.subscription.StoredSubscriptions;
import dev.sourcery.subscription.SubscriptionModes;
import dev.sourcery.subscription.SubscriptionRuntime;

/**
 * The projections of this node by their names, each with its versions. Thread-safe.
 */
final class RunningProjections {

	private final Map<String, VersionedProjection> projections = new LinkedHashMap<>();

	private final SubscriptionRuntime runtime;

	private final Optional<ProjectionModes> modes;

	private final ProjectionMonitor monitor;

	private final StoredSubscriptions stored;

	RunningProjections(Collection<ProjectionDefinition> definitions, SubscriptionRuntime runtime) {
		this.runtime = runtime;
		for (ProjectionDefinition definition : definitions) {
			ProjectionRunner projection = switch (definition.mode()) {
				case ASYNCHRONOUS -> new AsynchronousProjection(definition, runtime);
				case IN_TRANSACTION -> runtime.modes().isPresent() ? new AsynchronousProjection(definition, runtime)
						: new InTransactionProjection(definition, runtime.source().hooks());
			};
			this.projections.computeIfAbsent(definition.key().name(), (name) -> new VersionedProjection(name, runtime))
				.add(projection);
		}
		runners().filter(InTransactionProjection.class::isInstance).forEach(ProjectionRunner::start);
		List<AsynchronousProjection> withLanes = runners().filter(AsynchronousProjection.class::isInstance)
			.map(AsynchronousProjection.class::cast)
			.toList();
		this.modes = runtime.modes().map((modes) -> modes(withLanes, modes));
		this.monitor = new ProjectionMonitor(this.projections.values(), runtime, this.modes);
		this.stored = new StoredSubscriptions(runtime,
				withLanes.stream().map(AsynchronousProjection::subscription).toList());
	}

	private ProjectionModes modes(List<AsynchronousProjection> withLanes, SubscriptionModes modes) {
		List<ProjectionDefinition> definitions = withLanes.stream().map(AsynchronousProjection::definition).toList();
		return new ProjectionModes(withLanes, modes, this.runtime.node(),
				new AppendsOfThisNode(definitions, modes, this.runtime.source().hooks()));
	}

	/**
	 * Returns the subscriptions in the database.
	 */
	StoredSubscriptions stored() {
		return this.stored;
	}

	ConnectionUse connectionUse() {
		return this.runtime.connectionUse();
	}

	ProjectionVersion version(String name, int version, Operator operator) {
		return new ProjectionVersion(get(name), version, this.runtime, operator);
	}

	private Stream<ProjectionRunner> runners() {
		return this.projections.values().stream().flatMap((projection) -> projection.versions().stream());
	}

	void start() {
		this.modes.ifPresentOrElse(ProjectionModes::start, () -> runners().forEach(ProjectionRunner::start));
		this.monitor.start();
	}

	void stop() {
		this.monitor.stop();
		runners().forEach(ProjectionRunner::beginStop);
		runners().forEach(ProjectionRunner::awaitStop);
	}

	/**
	 * Waits until all projections have applied the events committed so far.
	 */
	void awaitAll(Duration timeout) throws InterruptedException {
		ConsistencyToken token = this.runtime.source().store().currentToken();
		long end = System.nanoTime() + timeout.toNanos();
		for (VersionedProjection projection : this.projections.values()) {
			projection.awaitLive(token, Duration.ofNanos(Math.max(0, end - System.nanoTime())));
		}
	}

	Collection<VersionedProjection> all() {
		return this.projections.values();
	}

	/**
	 * Returns the projection with a name.
	 * @throws IllegalArgumentException if there is no such projection
	 */
	VersionedProjection get(String name) {
		VersionedProjection projection = this.projections.get(name);
		if (projection == null) {
			throw new IllegalArgumentException(
					"There is no projection '%s'; there are %s".formatted(name, this.projections.keySet()));
		}
		return projection;
	}

}
