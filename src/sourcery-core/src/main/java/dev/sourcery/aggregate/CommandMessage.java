package dev.sourcery.aggregate;

import java.util.Objects;

import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;

/**
 * A command with its target and its metadata: everything that a command handler may take.
 *
 * @since 0.1
 * @param command the command
 * @param id the id of the aggregate, as the caller has passed it
 * @param stream the stream of the aggregate
 * @param metadata the metadata that the events of the command are stored with
 */
public record CommandMessage(Object command, Object id, StreamId stream, Metadata metadata) {

	/**
	 * Requires all components.
	 * @param command the command
	 * @param id the id of the aggregate
	 * @param stream the stream of the aggregate
	 * @param metadata the metadata of the events
	 * @throws NullPointerException if a component is {@code null}
	 */
	public CommandMessage {
		Objects.requireNonNull(command, () -> "The command for %s is null".formatted(stream));
		Objects.requireNonNull(id, "The id of the aggregate is null");
		Objects.requireNonNull(stream, "The stream of the aggregate is null");
		Objects.requireNonNull(metadata, () -> "The metadata of the command for %s is null".formatted(stream));
	}

	/**
	 * Returns a description without the content of the command, because it may be
	 * personal data and this text is written to logs.
	 */
	@Override
	public String toString() {
		return "%s for %s".formatted(this.command.getClass().getName(), this.stream);
	}

}
