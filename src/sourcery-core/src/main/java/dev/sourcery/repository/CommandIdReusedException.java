package dev.sourcery.repository;

import dev.sourcery.SourceryException;
import dev.sourcery.event.StreamId;
import dev.sourcery.store.CommandId;

/**
 * Thrown when a command id is used again for another command on the same stream. Nothing
 * was stored by this call.
 *
 * @since 0.1
 */
public final class CommandIdReusedException extends SourceryException {

	private static final long serialVersionUID = 1L;

	private final transient CommandId commandId;

	private final transient StreamId stream;

	// without the commands and their fingerprints: those may be personal data
	CommandIdReusedException(CommandId commandId, StreamId stream) {
		super("The command id '%s' was already used for another command on %s".formatted(commandId, stream),
				"Repeat that command exactly as it was, or give the new command a new id.", null);
		this.commandId = commandId;
		this.stream = stream;
	}

	/**
	 * Returns the command id.
	 * @return the command id
	 */
	public CommandId commandId() {
		return this.commandId;
	}

	/**
	 * Returns the stream on which the first command has stored events.
	 * @return the stream
	 */
	public StreamId stream() {
		return this.stream;
	}

}
