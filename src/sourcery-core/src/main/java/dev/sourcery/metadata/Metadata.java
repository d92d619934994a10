package dev.sourcery.metadata;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The data about an event in addition to its payload: its actor, its cause and its trace.
 * Immutable.
 *
 * @since 0.1
 * @param correlationId an id that is the same for all commands and events that result
 * from one request, or {@code null}
 * @param causationId the id of the command or event that caused this event, or
 * {@code null}
 * @param actor the person or system that caused the event, or {@code null}
 * @param tenant the tenant on behalf of which the event is stored, or {@code null}
 * @param entries the entries that the user adds; values are of the types that JSON
 * supports (text, numbers, booleans, {@code null}, lists and maps of these), of any depth
 */
public record Metadata(@Nullable String correlationId, @Nullable String causationId, @Nullable String actor,
		@Nullable String tenant, Map<String, @Nullable Object> entries) {

	private static final Metadata EMPTY = new Metadata(null, null, null, null, Map.of());

	/**
	 * Copies the entries, so that later changes to the map have no effect.
	 * @param correlationId an id that is the same for all commands and events that result
	 * from one request
	 * @param causationId the id of the command or event that caused this event
	 * @param actor the person or system that caused the event
	 * @param tenant the tenant on behalf of which the event is stored
	 * @param entries the entries that the user adds
	 */
	public Metadata {
		entries = entries.isEmpty() ? Collections.emptyMap()
				: Collections.unmodifiableMap(new LinkedHashMap<>(entries));
	}

	/**
	 * Returns metadata without any values.
	 * @return the empty metadata
	 */
	public static Metadata empty() {
		return EMPTY;
	}

	/**
	 * Returns a copy of this metadata in which missing values are taken from another. The
	 * entries of both are merged; those of this metadata have precedence.
	 * @param defaults the other metadata
	 * @return a copy
	 */
	public Metadata withDefaults(Metadata defaults) {
		if (defaults.equals(EMPTY)) {
			return this;
		}
		Map<String, @Nullable Object> merged = new LinkedHashMap<>(defaults.entries);
		merged.putAll(this.entries);
		return new Metadata(either(this.correlationId, defaults.correlationId),
				either(this.causationId, defaults.causationId), either(this.actor, defaults.actor),
				either(this.tenant, defaults.tenant), merged);
	}

	private static @Nullable String either(@Nullable String value, @Nullable String other) {
		return (value != null) ? value : other;
	}

	/**
	 * Returns a copy of this metadata with another correlation id.
	 * @param value the correlation id
	 * @return a copy
	 */
	public Metadata withCorrelationId(@Nullable String value) {
		return new Metadata(value, this.causationId, this.actor, this.tenant, this.entries);
	}

	/**
	 * Returns a copy of this metadata with another causation id.
	 * @param value the id of the causing command or event
	 * @return a copy
	 */
	public Metadata withCausationId(@Nullable String value) {
		return new Metadata(this.correlationId, value, this.actor, this.tenant, this.entries);
	}

	/**
	 * Returns a copy of this metadata with another actor.
	 * @param value the person or system that caused the event
	 * @return a copy
	 */
	public Metadata withActor(@Nullable String value) {
		return new Metadata(this.correlationId, this.causationId, value, this.tenant, this.entries);
	}

	/**
	 * Returns a copy of this metadata with another tenant.
	 * @param value the tenant
	 * @return a copy
	 */
	public Metadata withTenant(@Nullable String value) {
		return new Metadata(this.correlationId, this.causationId, this.actor, value, this.entries);
	}

	/**
	 * Returns a copy of this metadata with an additional entry; an entry of the same name
	 * is replaced.
	 * @param name the name of the entry
	 * @param value a value of a type that JSON supports
	 * @return a copy
	 */
	public Metadata with(String name, @Nullable Object value) {
		Map<String, @Nullable Object> copy = new LinkedHashMap<>(this.entries);
		copy.put(name, value);
		return new Metadata(this.correlationId, this.causationId, this.actor, this.tenant, copy);
	}

}
