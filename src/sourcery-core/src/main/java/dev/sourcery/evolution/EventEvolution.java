package dev.sourcery.evolution;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.sourcery.event.EventDecodingException;
import dev.sourcery.event.EventEncodingException;
import dev.sourcery.event.EventSerializer;
import dev.sourcery.event.EventTypeName;
import dev.sourcery.event.EventTypes;
import dev.sourcery.event.UnknownEventTypeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the stored events of all earlier versions of an application as events of its
 * current classes. Event stores apply it to every event they read. Thread-safe.
 *
 * @since 0.1
 */
public final class EventEvolution {

	private static final Logger logger = LoggerFactory.getLogger(EventEvolution.class);

	private final EventSerializer serializer;

	private final EvolutionRules rules;

	private final Chains chains;

	private final EventTypes types;

	private final boolean plain;

	private final Set<EventTypeName> ignored = ConcurrentHashMap.newKeySet();

	private EventEvolution(EventSerializer serializer, EvolutionRules rules) {
		this.serializer = serializer;
		this.rules = rules;
		this.chains = Chains.of(serializer, rules);
		this.types = this.chains.types();
		this.plain = this.types.isPlain();
	}

	/**
	 * Returns the evolution that event classes declare, without further rules.
	 * @param serializer the serializer of the payloads
	 * @return the evolution
	 * @throws InvalidEvolutionException if the declared conversions cannot be used
	 */
	public static EventEvolution of(EventSerializer serializer) {
		return of(serializer, EvolutionRules.none());
	}

	/**
	 * Returns the evolution by rules and by declarations of event classes.
	 * @param serializer the serializer of the payloads
	 * @param rules the rules
	 * @return the evolution
	 * @throws InvalidEvolutionException if the conversions cannot be used
	 */
	public static EventEvolution of(EventSerializer serializer, EvolutionRules rules) {
		return new EventEvolution(serializer, rules);
	}

	/**
	 * Returns the registered event types, which include the stored types that are
	 * converted.
	 * @return the event types
	 */
	public EventTypes types() {
		return this.types;
	}

	/**
	 * Returns the rules.
	 * @return the rules
	 */
	public EvolutionRules rules() {
		return this.rules;
	}

	/**
	 * Returns whether events of a type are read into its class without any conversion.
	 * @param type the type under which an event is stored
	 * @return {@code true} if {@link #readDirectly} may be used
	 */
	public boolean isDirect(EventTypeName type) {
		return this.plain || this.chains.isDirect(type);
	}

	/**
	 * Reads an event that needs no conversion.
	 * @param type the type under which the event is stored
	 * @param json the stored payload
	 * @return the event
	 * @throws UnknownEventTypeException if the type is not known
	 * @throws EventDecodingException if the event cannot be read
	 */
	public Object readDirectly(EventTypeName type, String json) {
		return this.serializer.read(type, json);
	}

	/**
	 * Reads an event.
	 * @param type the type under which the event is stored
	 * @param json the stored payload
	 * @return the resulting events in their order, of current classes; may be empty
	 * @throws UnknownEventTypeException if the type is not known, and events of unknown
	 * types are not ignored
	 * @throws EventDecodingException if the event cannot be read or converted
	 */
	public List<ReadEvent> read(EventTypeName type, String json) {
		if (this.rules.retired().contains(type.name()) || isIgnored(type)) {
			return List.of();
		}
		List<ReadEvent> events = new ArrayList<>(1);
		this.chains.read(this.types.current(type), json, events);
		return events;
	}

	private boolean isIgnored(EventTypeName type) {
		if (this.rules.unknown() == UnknownEvents.REFUSE || this.types.isReadable(type)) {
			return false;
		}
		if (this.ignored.add(type)) {
			logger.warn("Stored events of type '{}' version {} are ignored, because the type is not known and "
					+ "unknown types are configured to be ignored", type.name(), type.schemaVersion());
		}
		return true;
	}

	/**
	 * Returns the type under which an event is written.
	 * @param payload the event
	 * @return the type
	 * @throws EventEncodingException if events of its class are converted to others when
	 * they are read
	 */
	public EventTypeName typeOf(Object payload) {
		this.chains.requireCurrent(payload.getClass());
		return this.types.typeOf(payload.getClass());
	}

	/**
	 * Writes an event.
	 * @param payload the event
	 * @return its JSON
	 * @throws EventEncodingException if the event cannot be written
	 */
	public String write(Object payload) {
		return this.serializer.write(payload);
	}

}
