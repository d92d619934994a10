package dev.sourcery.store;

import dev.sourcery.event.Position;
import org.jspecify.annotations.Nullable;

/**
 * "At least as new as this": given back by a write, awaited on a projection before
 * reading it. Its text form is opaque and may travel through clients.
 *
 * @param position the position that must have been applied
 */
public record ConsistencyToken(Position position) {

	private static final String FORMAT = "1.";

	/**
	 * Reads the form that {@link #toString()} writes.
	 * @param text the text form
	 * @return the token
	 * @throws IllegalArgumentException if the text is no token
	 */
	public static ConsistencyToken parse(String text) {
		if (!text.startsWith(FORMAT)) {
			throw notAToken(text, null);
		}
		try {
			return new ConsistencyToken(new Position(Long.parseLong(text.substring(FORMAT.length()), 36)));
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
		return FORMAT + Long.toString(this.position.value(), 36);
	}

}
