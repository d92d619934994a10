package dev.sourcery.store.jdbc;

import java.util.List;
import java.util.Objects;

import dev.sourcery.failure.Causes;
import dev.sourcery.store.jdbc.AppendOutcome.IdTaken;
import dev.sourcery.store.jdbc.AppendOutcome.Refused;
import dev.sourcery.store.jdbc.AppendOutcome.StreamMoved;
import dev.sourcery.store.spi.EncodedAppend;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Recognizes violations of the two unique keys of the events.
 */
final class ViolatedKey {

	private static final String VERSION_KEY = "events_stream_version";

	private static final String EVENT_ID_KEY = "events_event_id";

	private ViolatedKey() {
	}

	/**
	 * Returns the outcome of appends that violate a key.
	 * @param failure the failure of their statement
	 * @param appends the appends
	 * @return the outcome, or {@code null} if the failure is another one
	 */
	static @Nullable Refused outcomeOf(Exception failure, List<EncodedAppend> appends) {
		@Nullable ServerErrorMessage message = serverMessage(failure);
		@Nullable String constraint = (message != null) ? message.getConstraint() : null;
		if (message == null || constraint == null) {
			return null;
		}
		return switch (constraint) {
			case VERSION_KEY -> new StreamMoved(appendNamedIn(message, appends), failure);
			case EVENT_ID_KEY -> new IdTaken(appendNamedIn(message, appends), failure);
			default -> null;
		};
	}

	private static @Nullable ServerErrorMessage serverMessage(Exception failure) {
		return Causes.of(failure)
			.stream()
			.filter(PSQLException.class::isInstance)
			.findFirst()
			.map((cause) -> ((PSQLException) cause).getServerErrorMessage())
			.orElse(null);
	}

	/**
	 * Returns the append that violates the key, as far as the server reports it. Its
	 * report is {@code Key (aggregate_type, stream_id, version)=(account, 42, 7) already
	 * exists.}
	 */
	private static EncodedAppend appendNamedIn(ServerErrorMessage message, List<EncodedAppend> appends) {
		String detail = Objects.requireNonNullElse(message.getDetail(), "");
		return appends.stream().filter((append) -> isNamedIn(detail, append)).findFirst().orElse(appends.get(0));
	}

	private static boolean isNamedIn(String detail, EncodedAppend append) {
		return detail.contains("=(%s, %s, ".formatted(append.stream().aggregateType(), append.stream().id()))
				|| append.events()
					.stream()
					.anyMatch((event) -> detail.contains("=(%s)".formatted(event.event().eventId())));
	}

}
