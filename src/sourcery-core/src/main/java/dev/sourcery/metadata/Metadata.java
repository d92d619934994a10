package dev.sourcery.metadata;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is known about an event beside its payload: who caused it, why, in which trace.
 * Immutable.
 *
 * @param correlationId the same for everything that follows from one request, or
 * {@code null}
 * @param causationId id of the command or event that led to this event, or {@code null}
 * @param actor who did it, or {@code null}
 * @param tenant on whose behalf it is stored, or {@code null}
 * @param entries the user's own entries; values are what JSON can hold (text, numbers,
 * booleans, {@code null}, lists and maps of these), of any depth
 */
public record Metadata(@Nullable String correlationId, @Nullable String causationId, @Nullable String actor,
		@Nullable String tenant, Map<String, @Nullable Object> entries) {

	private static final Metadata EMPTY = new Metadata(null, null, null, null, Map.of());

	/**
	 * Copies the entries, so that later changes to the map are not seen.
	 * @param correlationId the same for everything that follows from one request
	 * @param causationId id of the command or event that led to this event
	 * @param actor who did it
	 * @param tenant on whose behalf it is stored
	 * @param entries the user's own entries
	 */
	public Metadata {
		entries = entries.isEmpty() ? Collections.emptyMap()
				: Collections.unmodifiableMap(new LinkedHashMap<>(entries));
	}

	/**
	 * Metadata that says nothing.
	 * @return the empty metadata
	 */
	public static Metadata empty() {
		return EMPTY;
	}

	/**
	 * This metadata with another correlation id.
	 * @param value the correlation id
	 * @return a copy
	 */
	public Metadata withCorrelationId(@Nullable String value) {
		return new Metadata(value, this.causationId, this.actor, this.tenant, this.entries);
	}

	/**
	 * This metadata with another causation id.
	 * @param value the id of the causing command or event
	 * @return a copy
	 */
	public Metadata withCausationId(@Nullable String value) {
		return new Metadata(this.correlationId, value, this.actor, this.tenant, this.entries);
	}

	/**
	 * This metadata with another actor.
	 * @param value who did it
	 * @return a copy
	 */
	public Metadata withActor(@Nullable String value) {
		return new Metadata(this.correlationId, this.causationId, value, this.tenant, this.entries);
	}

	/**
	 * This metadata with another tenant.
	 * @param value the tenant
	 * @return a copy
	 */
	public Metadata withTenant(@Nullable String value) {
		return new Metadata(this.correlationId, this.causationId, this.actor, value, this.entries);
	}

	/**
	 * This metadata with one more entry; an entry of the same name is replaced.
	 * @param name the entry's name
	 * @param value a value that JSON can hold
	 * @return a copy
	 */
	public Metadata with(String name, @Nullable Object value) {
		Map<String, @Nullable Object> copy = new LinkedHashMap<>(this.entries);
		copy.put(name, value);
		return new Metadata(this.correlationId, this.causationId, this.actor, this.tenant, copy);
	}

}
