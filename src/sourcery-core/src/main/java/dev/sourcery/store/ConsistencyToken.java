package dev.sourcery.store;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.sourcery.event.Position;
import dev.sourcery.event.RecordedEvent;
import org.jspecify.annotations.Nullable;

/**
 * Identifies the state that a read must include ("at least as new as this"). It is
 * returned by a write and awaited on a projection before its read model is read. The text
 * form is opaque and may be passed through clients.
 *
 * @since 0.1
 * @param position the position that must have been applied
 * @param epoch the epoch in which the event was stored, {@link Epoch#UNKNOWN} for a
 * position of any epoch
 * @param mark distinguishes the event at the position from another event that was stored
 * there after the first one was lost: the last 32 bits of the event id, 0 for none
 */
public record ConsistencyToken(Position position, Epoch epoch, int mark) {

	private static final Pattern FORM = Pattern
		.compile("2\\.([0-9a-z]{1,13})\\.([0-9]{1,9})-((?:[0-9a-f]{8})?)\\.([0-9a-z]{1,7})");

	private static final int RADIX = 36;

	/**
	 * Creates a token for a position, regardless of the event stored there.
	 * @param position the position
	 */
	public ConsistencyToken(Position position) {
		this(position, Epoch.UNKNOWN, 0);
	}

	/**
	 * Creates a token for an event.
	 * @param event the event
	 * @param epoch the epoch in which it was stored
	 * @return the token
	 */
	public static ConsistencyToken of(RecordedEvent<?> event, Epoch epoch) {
		return of(event.position(), event.eventId(), epoch);
	}

	/**
	 * Creates a token for an event.
	 * @param position the position of the event
	 * @param eventId the id of the event, or {@code null} if there is none at the
	 * position
	 * @param epoch the epoch in which it was stored
	 * @return the token
	 */
	public static ConsistencyToken of(Position position, @Nullable UUID eventId, Epoch epoch) {
		return new ConsistencyToken(position, epoch, (eventId != null) ? (int) eventId.getLeastSignificantBits() : 0);
	}

	/**
	 * Returns the token that includes two others: a read model that has applied it has
	 * applied both. A write of an earlier epoch that is lost is detected only if its own
	 * token is awaited.
	 * @param one a token
	 * @param other a token of the same store
	 * @return the one with the greater position
	 */
	public static ConsistencyToken latest(ConsistencyToken one, ConsistencyToken other) {
		int order = one.position.compareTo(other.position);
		return (order > 0 || (order == 0 && one.epoch.number() >= other.epoch.number())) ? one : other;
	}

	/**
	 * Parses the text form that {@link #toString()} returns.
	 * @param text the text form
	 * @return the token
	 * @throws IllegalArgumentException if the text is not a token
	 */
	public static ConsistencyToken parse(String text) {
		Matcher parts = FORM.matcher(text);
		if (!parts.matches()) {
			throw notAToken(text, null);
		}
		try {
			return new ConsistencyToken(new Position(Long.parseLong(parts.group(1), RADIX)),
					new Epoch(Integer.parseInt(parts.group(2)), parts.group(3)),
					Integer.parseUnsignedInt(parts.group(4), RADIX));
		}
		catch (IllegalArgumentException ex) {
			throw notAToken(text, ex);
		}
	}

	private static IllegalArgumentException notAToken(String text, @Nullable Throwable cause) {
		return new IllegalArgumentException("'%s' is not a consistency token".formatted(text), cause);
	}

	@Override
	public String toString() {
		return "2.%s.%s.%s".formatted(Long.toString(this.position.value(), RADIX), this.epoch,
				Integer.toUnsignedString(this.mark, RADIX));
	}

}
