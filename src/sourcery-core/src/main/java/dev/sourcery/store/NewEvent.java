package dev.sourcery.store;

import java.util.UUID;

import dev.sourcery.metadata.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * An event to be appended.
 *
 * @param eventId the event's own id; no two events of a store share one
 * @param payload the event, of a registered class
 * @param metadata who, why, trace
 */
public record NewEvent(UUID eventId, Object payload, Metadata metadata) {

	/**
	 * Checks that nothing is missing.
	 * @param eventId the event's own id
	 * @param payload the event
	 * @param metadata who, why, trace
	 * @throws InvalidAppendException if a part is {@code null}
	 */
	public NewEvent {
		require(eventId, "id");
		require(payload, "payload");
		require(metadata, "metadata");
	}

	private static void require(@Nullable Object part, String name) {
		if (part == null) {
			throw new InvalidAppendException("An event needs its %s, but it is null".formatted(name), null, null);
		}
	}

	/**
	 * An event with a new id: a UUID of version 7 (RFC 9562), whose order in time keeps
	 * the index over ids small and quick.
	 * @param payload the event
	 * @param metadata who, why, trace
	 * @return the event to append
	 */
	public static NewEvent of(Object payload, Metadata metadata) {
		return new NewEvent(newId(), payload, metadata);
	}

	/**
	 * An event with a new id and no metadata.
	 * @param payload the event
	 * @return the event to append
	 */
	public static NewEvent of(Object payload) {
		return of(payload, Metadata.empty());
	}

	private static UUID newId() {
		UUID random = UUID.randomUUID();
		long timeAndVersion = (System.currentTimeMillis() << 16) | 0x7000L;
		return new UUID(timeAndVersion | (random.getMostSignificantBits() & 0x0FFFL), random.getLeastSignificantBits());
	}

}
