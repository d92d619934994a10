package dev.sourcery.test.aggregate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import dev.sourcery.aggregate.AggregateType;
import dev.sourcery.aggregate.CommandMessage;
import dev.sourcery.aggregate.Decider;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.JsonEventSerializer;
import dev.sourcery.handler.Collaborators;
import dev.sourcery.metadata.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * Tests the decisions of an aggregate: given these events, when this command, then these
 * events. Events are converted to JSON and back, as in the store, so an event that cannot
 * be stored or read fails here.
 *
 * <pre>{@code
 * AggregateScenario.of(Account.class)
 *     .given(new Opened("Ada", "EUR"))
 *     .when(new Deposit("10.00"))
 *     .thenEvents(new FundsDeposited("10.00"));
 * }</pre>
 *
 * Immutable; each step returns a new scenario.
 *
 * @since 0.1
 * @param <A> the aggregate class
 */
public final class AggregateScenario<A> {

	private static final Object DEFAULT_ID = "1";

	private final AggregateType<A> type;

	private final JsonEventSerializer serializer;

	private final List<Object> history;

	private final Object id;

	private final Metadata metadata;

	private AggregateScenario(AggregateType<A> type, JsonEventSerializer serializer, List<Object> history, Object id,
			Metadata metadata) {
		this.type = type;
		this.serializer = serializer;
		this.history = history;
		this.id = id;
		this.metadata = metadata;
	}

	/**
	 * Creates a scenario for an aggregate whose handlers take no collaborators.
	 * @param <A> the aggregate class
	 * @param aggregateClass the aggregate class
	 * @return a scenario without history
	 */
	public static <A> AggregateScenario<A> of(Class<A> aggregateClass) {
		return of(aggregateClass, Collaborators.NONE);
	}

	/**
	 * Creates a scenario for an aggregate.
	 * @param <A> the aggregate class
	 * @param aggregateClass the aggregate class
	 * @param collaborators the source of further parameters of command handlers
	 * @return a scenario without history
	 */
	public static <A> AggregateScenario<A> of(Class<A> aggregateClass, Collaborators collaborators) {
		return of(AggregateType.of(aggregateClass, collaborators));
	}

	/**
	 * Creates a scenario for a decider.
	 * @param <A> the type of the states
	 * @param decider a decider whose class is annotated with
	 * {@link dev.sourcery.aggregate.Aggregate @Aggregate}
	 * @return a scenario without history
	 */
	public static <A> AggregateScenario<A> of(Decider<?, ?, A> decider) {
		return of(AggregateType.of(decider));
	}

	private static <A> AggregateScenario<A> of(AggregateType<A> type) {
		Set<Class<?>> events = type.eventClasses();
		return new AggregateScenario<>(type, new JsonEventSerializer(EventTypes.of(events)), List.of(), DEFAULT_ID,
				Metadata.empty());
	}

	/**
	 * Adds events to the history. Without a history the aggregate does not exist.
	 * @param events the events, appended to those already given
	 * @return the scenario with this history
	 */
	public AggregateScenario<A> given(Object... events) {
		List<Object> extended = new ArrayList<>(this.history);
		Arrays.stream(events).map(this::stored).forEach(extended::add);
		return new AggregateScenario<>(this.type, this.serializer, List.copyOf(extended), this.id, this.metadata);
	}

	/**
	 * Returns a scenario with another id of the aggregate, for command handlers that take
	 * it. The default is the text {@code 1}.
	 * @param aggregateId the id, of the type that the application passes to its
	 * repository
	 * @return the scenario with this id
	 */
	public AggregateScenario<A> withId(Object aggregateId) {
		return new AggregateScenario<>(this.type, this.serializer, this.history, aggregateId, this.metadata);
	}

	/**
	 * Returns a scenario with metadata, for command handlers that take it.
	 * @param commandMetadata the metadata of the commands
	 * @return the scenario with this metadata
	 */
	public AggregateScenario<A> with(Metadata commandMetadata) {
		return new AggregateScenario<>(this.type, this.serializer, this.history, this.id, commandMetadata);
	}

	/**
	 * Handles a command: with a static handler if there is no history, otherwise with an
	 * instance handler.
	 * @param command the command
	 * @return the outcome, to be checked
	 */
	public Outcome<A> when(Object command) {
		A state = state();
		CommandMessage message = new CommandMessage(command, this.id, this.type.stream(this.id.toString()),
				this.metadata);
		return decide(() -> (state == null) ? this.type.create(message) : this.type.decide(state, message));
	}

	private Outcome<A> decide(Supplier<List<Object>> decision) {
		List<Object> events;
		try {
			events = decision.get();
		}
		// a handler may throw checked exceptions, which are not declared here
		catch (Exception ex) {
			return new Outcome<>(List.of(), state(), ex);
		}
		this.type.requireApplicable(this.history.size(), events);
		List<Object> stored = events.stream().map(this::stored).toList();
		A after = state();
		for (Object event : stored) {
			after = this.type.apply(after, event);
		}
		return new Outcome<>(stored, after, null);
	}

	private @Nullable A state() {
		A state = null;
		for (Object event : this.history) {
			state = this.type.apply(state, event);
		}
		return state;
	}

	private Object stored(Object event) {
		EventTypeName name = this.serializer.types().typeOf(event.getClass());
		return this.serializer.read(name, this.serializer.write(event));
	}

}
