package dev.sourcery.store;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import dev.sourcery.event.Tag;
import dev.sourcery.metadata.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * An event to be appended. Create it with {@code of}, whose signature does not change
 * when an event gets further parts.
 *
 * @since 0.1
 * @param eventId the id of the event, unique in the store
 * @param payload the event, of a registered class
 * @param metadata the actor, the reason and the trace
 * @param tags the tags, sorted
 */
public record NewEvent(UUID eventId, Object payload, Metadata metadata, Set<Tag> tags) {

	/**
	 * Checks that no part is {@code null}, and copies and sorts the tags.
	 * @param eventId the id of the event
	 * @param payload the event
	 * @param metadata the actor, the reason and the trace
	 * @param tags the tags
	 * @throws InvalidAppendException if a part is {@code null}
	 */
	public NewEvent {
		require(eventId, "id");
		require(payload, "payload");
		require(metadata, "metadata");
		require(tags, "tags");
		tags = sorted(tags);
	}

	/**
	 * Creates an event without tags.
	 * @param eventId the id of the event
	 * @param payload the event
	 * @param metadata the actor, the reason and the trace
	 * @throws InvalidAppendException if a part is {@code null}
	 */
	public NewEvent(UUID eventId, Object payload, Metadata metadata) {
		this(eventId, payload, metadata, Set.of());
	}

	private static Set<Tag> sorted(Set<Tag> tags) {
		if (tags.isEmpty()) {
			return Set.of();
		}
		tags.forEach((tag) -> require(tag, "tags, each of them"));
		return Collections.unmodifiableSortedSet(new TreeSet<>(tags));
	}

	private static void require(@Nullable Object part, String name) {
		if (part == null) {
			throw new InvalidAppendException("An event needs its %s, but it is null".formatted(name), null, null);
		}
	}

	/**
	 * Creates an event with the given id.
	 * @param eventId the id of the event
	 * @param payload the event
	 * @param metadata the actor, the reason and the trace
	 * @return the event to append
	 */
	public static NewEvent of(UUID eventId, Object payload, Metadata metadata) {
		return new NewEvent(eventId, payload, metadata);
	}

	/**
	 * Creates an event with a new id: a UUID of version 7 (RFC 9562), whose time order
	 * keeps the index over ids small and fast.
	 * @param payload the event
	 * @param metadata the actor, the reason and the trace
	 * @return the event to append
	 */
	public static NewEvent of(Object payload, Metadata metadata) {
		return new NewEvent(newId(), payload, metadata);
	}

	/**
	 * Creates an event with a new id and no metadata.
	 * @param payload the event
	 * @return the event to append
	 */
	public static NewEvent of(Object payload) {
		return of(payload, Metadata.empty());
	}

	/**
	 * Returns a copy of this event with other tags.
	 * @param others the tags; none for an event without tags
	 * @return a copy
	 * @throws InvalidAppendException if a tag occurs twice
	 */
	public NewEvent withTags(Tag... others) {
		List<Tag> list = Arrays.asList(others);
		Set<Tag> set = new TreeSet<>(list);
		if (set.size() < list.size()) {
			throw new InvalidAppendException(
					"An event has each of its tags once, but one occurs twice in %s".formatted(list), null, null);
		}
		return withTags(set);
	}

	/**
	 * Returns a copy of this event with other tags.
	 * @param others the tags; empty for an event without tags
	 * @return a copy
	 */
	public NewEvent withTags(Set<Tag> others) {
		return new NewEvent(this.eventId, this.payload, this.metadata, others);
	}

	/**
	 * Returns a copy of this event with another id.
	 * @param id the id of the event
	 * @return a copy
	 */
	NewEvent withEventId(UUID id) {
		return id.equals(this.eventId) ? this : new NewEvent(id, this.payload, this.metadata, this.tags);
	}

	private static UUID newId() {
		UUID random = UUID.randomUUID();
		long timeAndVersion = (System.currentTimeMillis() << 16) | 0x7000L;
		return new UUID(timeAndVersion | (random.getMostSignificantBits() & 0x0FFFL), random.getLeastSignificantBits());
	}

}
