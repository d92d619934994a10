package dev.sourcery.projection;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.sourcery.event.EventTypes;
import dev.sourcery.event.RecordedEvent;
import dev.sourcery.handler.AnnotatedMethods;
import dev.sourcery.handler.Invoker;
import dev.sourcery.metadata.MetadataScope;
import dev.sourcery.repository.Repository;
import dev.sourcery.subscription.BatchCommit;
import dev.sourcery.subscription.EventHandlers;
import dev.sourcery.subscription.EventKeys;
import dev.sourcery.subscription.FailureAction;
import dev.sourcery.subscription.InvalidSubscriptionException;
import dev.sourcery.subscription.Subscription;
import dev.sourcery.subscription.SubscriptionKey;
import org.jspecify.annotations.Nullable;

/**
 * A projection in compiled form. As thread-safe as the projection object.
 *
 * @since 0.1
 */
public final class ProjectionDefinition implements Subscription {

	private static final int MAX_LANES = 1024;

	private final SubscriptionKey key;

	private final ProjectionMode mode;

	private final int lanes;

	private final FailureAction failureAction;

	private final int batchSize;

	private final boolean dropPrevious;

	private final BatchCommit commit;

	private final Object projection;

	private final boolean holdsRepository;

	private final MetadataScope scope;

	private final EventHandlers handlers;

	private final EventKeys keys;

	private final @Nullable Invoker resetHandler;

	private ProjectionDefinition(ProjectionDefinition other, MetadataScope scope) {
		this.key = other.key;
		this.mode = other.mode;
		this.lanes = other.lanes;
		this.failureAction = other.failureAction;
		this.batchSize = other.batchSize;
		this.dropPrevious = other.dropPrevious;
		this.commit = other.commit;
		this.projection = other.projection;
		this.holdsRepository = other.holdsRepository;
		this.scope = scope;
		this.handlers = other.handlers;
		this.keys = other.keys;
		this.resetHandler = other.resetHandler;
	}

	private ProjectionDefinition(Projection annotation, ProjectionOptions options, Object projection,
			boolean holdsRepository, EventHandlers handlers, EventKeys keys, @Nullable Invoker resetHandler) {
		this.key = new SubscriptionKey(annotation.value(), annotation.version());
		this.mode = options.mode();
		this.lanes = options.lanes();
		this.failureAction = options.onFailure();
		this.batchSize = options.batchSize();
		this.dropPrevious = options.dropPrevious();
		this.commit = BatchCommit.of(options.asynchronousCommit());
		this.projection = projection;
		this.holdsRepository = holdsRepository;
		this.scope = new MetadataScope();
		this.handlers = handlers;
		this.keys = keys;
		this.resetHandler = resetHandler;
	}

	/**
	 * Compiles a projection.
	 * @param projection an object of a class annotated with
	 * {@link Projection @Projection}
	 * @param types the registered events
	 * @return the compiled form
	 * @throws InvalidSubscriptionException if the class cannot be used as a projection
	 */
	public static ProjectionDefinition of(Object projection, EventTypes types) {
		return of(projection.getClass(), projection, types);
	}

	/**
	 * Compiles a projection whose object is a proxy.
	 * @param projectionClass the class annotated with {@link Projection @Projection}
	 * @param projection an object of the class, or of a subclass that delegates to such
	 * an object
	 * @param types the registered events
	 * @return the compiled form
	 * @throws InvalidSubscriptionException if the class cannot be used as a projection
	 */
	public static ProjectionDefinition of(Class<?> projectionClass, Object projection, EventTypes types) {
		return of(projectionClass, projection, types, UnaryOperator.identity());
	}

	/**
	 * Compiles a projection with other options than those of its annotation.
	 * @param projectionClass the class annotated with {@link Projection @Projection}
	 * @param projection an object of the class, or of a subclass that delegates to such
	 * an object
	 * @param types the registered events
	 * @param customizer returns the options, given those of the annotation
	 * @return the compiled form
	 * @throws InvalidSubscriptionException if the class cannot be used as a projection
	 */
	public static ProjectionDefinition of(Class<?> projectionClass, Object projection, EventTypes types,
			UnaryOperator<ProjectionOptions> customizer) {
		Projection annotation = projectionClass.getAnnotation(Projection.class);
		if (annotation == null) {
			throw new InvalidSubscriptionException(projectionClass, "it has no @Projection annotation",
					"Annotate it with @Projection(\"a-stable-name\").");
		}
		ProjectionOptions options = customizer.apply(ProjectionOptions.of(annotation));
		requireUsable(projectionClass, annotation.mode(), options);
		EventHandlers handlers = EventHandlers.of(projectionClass, types);
		EventKeys keys = EventKeys.of(projectionClass, OrderedBy.class, handlers, types);
		return new ProjectionDefinition(annotation, options, projection, holdsRepository(projectionClass), handlers,
				keys, resetHandler(projectionClass));
	}

	private static boolean holdsRepository(Class<?> projectionClass) {
		return Stream.<Class<?>>iterate(projectionClass, Objects::nonNull, Class::getSuperclass)
			.flatMap((type) -> Stream.of(type.getDeclaredFields()))
			.anyMatch((field) -> Repository.class.isAssignableFrom(field.getType()));
	}

	/**
	 * Returns this definition with a scope in which the handled events are the cause of
	 * the commands that the handlers issue.
	 * @param others the scope, which repositories use as their provider of metadata
	 * @return a copy
	 */
	public ProjectionDefinition within(MetadataScope others) {
		return new ProjectionDefinition(this, others);
	}

	// a projection whose mode is switched by configuration has lanes until the hand-over
	private static void requireUsable(Class<?> projectionClass, ProjectionMode declared, ProjectionOptions options) {
		boolean inTransaction = declared == ProjectionMode.IN_TRANSACTION && options.mode() == declared;
		if (options.lanes() < 1 || options.lanes() > MAX_LANES) {
			throw new InvalidSubscriptionException(projectionClass, "it has %d lanes".formatted(options.lanes()),
					"A projection has 1 to %d lanes.".formatted(MAX_LANES));
		}
		if (options.onFailure() != FailureAction.BLOCK && inTransaction) {
			throw new InvalidSubscriptionException(projectionClass,
					"it parks or skips events, but runs in the transaction of the append",
					"Remove the failure action, or make it asynchronous.");
		}
		if (options.lanes() > 1 && inTransaction) {
			throw new InvalidSubscriptionException(projectionClass,
					"it has several lanes, but runs in the transaction of the append",
					"Remove the number of lanes, or make it asynchronous.");
		}
		if (options.asynchronousCommit() != null && inTransaction) {
			throw new InvalidSubscriptionException(projectionClass,
					"it has an option for its commits, but commits with the append",
					"Remove the option asynchronous-commit, or make it asynchronous.");
		}
	}

	private static @Nullable Invoker resetHandler(Class<?> projectionClass) {
		List<Method> methods = AnnotatedMethods.of(projectionClass, ResetHandler.class);
		if (methods.isEmpty()) {
			return null;
		}
		Method method = methods.get(0);
		if (methods.size() > 1 || method.getParameterCount() > 0) {
			throw new InvalidSubscriptionException(projectionClass,
					"its @ResetHandler is not one method without parameters",
					"Declare one such method that empties the read model.");
		}
		return Invoker.of(method);
	}

	@Override
	public SubscriptionKey key() {
		return this.key;
	}

	/**
	 * The configured mode. Another one is in effect until the projection is handed over.
	 * @return the mode
	 */
	public ProjectionMode mode() {
		return this.mode;
	}

	boolean isDropPrevious() {
		return this.dropPrevious;
	}

	@Override
	public Set<String> eventTypes() {
		return this.handlers.eventTypes();
	}

	@Override
	public boolean needsMetadata() {
		// the commands of a projection with a repository have the correlation id of the
		// event
		return this.handlers.needMetadata() || this.keys.needMetadata() || this.holdsRepository;
	}

	@Override
	public int lanes() {
		return this.lanes;
	}

	@Override
	public FailureAction failureAction() {
		return this.failureAction;
	}

	@Override
	public boolean hasOwnKeys() {
		return this.keys.exist();
	}

	@Override
	public String laneKey(RecordedEvent<?> event) {
		// one stored event may be read as a handled event and another one, which has no
		// key
		return this.handlers.isHandled(event.payload().getClass()) ? this.keys.keyOf(this.projection, event)
				: event.stream().toString();
	}

	@Override
	public int batchSize(int configured) {
		return (this.batchSize > 0) ? this.batchSize : configured;
	}

	@Override
	public BatchCommit commit() {
		return this.commit;
	}

	@Override
	public void handle(List<RecordedEvent<?>> batch) {
		this.handlers.handle(this.projection, batch, this.scope);
	}

	@Override
	public void reset() {
		if (this.resetHandler == null) {
			throw new IllegalStateException(
					"Projection %s cannot be rebuilt: give it a @ResetHandler method that empties its read model"
						.formatted(this.key));
		}
		this.resetHandler.invoke(this.projection);
	}

}
