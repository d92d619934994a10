package dev.sourcery.test.projection;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.sourcery.event.StreamId;
import dev.sourcery.projection.ProjectionDefinition;
import dev.sourcery.projection.ProjectionMode;
import dev.sourcery.projection.Projections;
import dev.sourcery.store.EventStore;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import dev.sourcery.subscription.Checkpoints;
import dev.sourcery.subscription.SubscriptionSettings;
import dev.sourcery.subscription.SubscriptionUnavailableException;

/**
 * Tests the read model of one projection: given these events, expect this read model.
 * Events are stored and read as in the application.
 *
 * <pre>{@code
 * ProjectionScenario.of(new Balances(jdbc), store, checkpoints)
 *     .given("account", "a", new Opened("Ada"), new Deposited(40))
 *     .expect(() -> balance("a"), 40)
 *     .expectSameAfterRebuild(() -> balance("a"));
 * }</pre>
 *
 * For one thread.
 *
 * @since 0.1
 */
public final class ProjectionScenario {

	private static final Duration SHORT = Duration.ofMillis(10);

	private static final SubscriptionSettings SETTINGS = new SubscriptionSettings(100, SHORT, Duration.ZERO, SHORT,
			SHORT, Duration.ofSeconds(10));

	private final String name;

	private final ProjectionMode mode;

	private final EventStore store;

	private final Projections projections;

	private final TestProjections control;

	private ProjectionScenario(ProjectionDefinition definition, EventStore store, Checkpoints checkpoints) {
		this.name = definition.key().name();
		this.mode = definition.mode();
		this.store = store;
		this.projections = new Projections(List.of(definition), store, checkpoints, SETTINGS);
		this.control = new TestProjections(this.projections);
	}

	/**
	 * Begins a scenario. A projection in the transaction of the append receives all
	 * appends to the store from now on.
	 * @param projection an object of a class annotated with
	 * {@link dev.sourcery.projection.Projection @Projection}
	 * @param store the store
	 * @param checkpoints the checkpoints, in the database of the read model
	 * @return the scenario
	 */
	public static ProjectionScenario of(Object projection, EventStore store, Checkpoints checkpoints) {
		return new ProjectionScenario(ProjectionDefinition.of(projection, store.types()), store, checkpoints);
	}

	/**
	 * Appends events to a stream.
	 * @param aggregateType the type of the stream
	 * @param id the id of the stream
	 * @param events the events
	 * @return this scenario
	 */
	public ProjectionScenario given(String aggregateType, String id, Object... events) {
		this.store.append(new StreamId(aggregateType, id), ExpectedVersion.any(),
				Stream.of(events).map(NewEvent::of).toList());
		return this;
	}

	/**
	 * Applies the events, and compares the read model.
	 * @param <T> type of the result
	 * @param readModel reads the read model
	 * @param expected the expected result
	 * @return this scenario
	 * @throws AssertionError if the result is another one
	 * @throws SubscriptionUnavailableException if a handler fails; the cause is its
	 * exception
	 */
	public <T> ProjectionScenario expect(Supplier<T> readModel, T expected) {
		catchUp();
		requireEqual(readModel.get(), expected, "after the events");
		return this;
	}

	/**
	 * Applies the events, empties the read model by the reset handler of the projection,
	 * applies all events again, and compares the read models.
	 * @param readModel reads the read model
	 * @return this scenario
	 * @throws AssertionError if the read models differ
	 * @throws IllegalStateException if the projection cannot be rebuilt
	 * @throws SubscriptionUnavailableException if a handler fails; the cause is its
	 * exception
	 */
	public ProjectionScenario expectSameAfterRebuild(Supplier<?> readModel) {
		catchUp();
		Object before = readModel.get();
		this.projections.rebuild(this.name);
		catchUp();
		requireEqual(readModel.get(), before, "after a rebuild");
		return this;
	}

	/**
	 * Requires that the effects of the projection come with the append, not later.
	 * @param expected the expected mode
	 * @return this scenario
	 * @throws AssertionError if the projection has another mode
	 */
	public ProjectionScenario expectMode(ProjectionMode expected) {
		requireEqual(this.mode, expected, "as the mode");
		return this;
	}

	private void catchUp() {
		try {
			this.control.catchUp();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while the projection ran", ex);
		}
	}

	private void requireEqual(Object actual, Object expected, String when) {
		if (!Objects.equals(actual, expected)) {
			throw new AssertionError(
					"Projection %s: expected %s %s, but got %s".formatted(this.name, expected, when, actual));
		}
	}

}
