package dev.sourcery.repository;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.sourcery.aggregate.CommandMessage;
import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.Append;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.ExpectedVersion;
import dev.sourcery.store.NewEvent;
import org.jspecify.annotations.Nullable;

/**
 * The execution of one command on one stream: creates the append of its events and
 * requires that a commit belongs to the command.
 *
 * @param stream the stream
 * @param commandClass the class of the command, or {@code null} if there is no command
 * object
 * @param metadata the metadata of the events
 * @param expectedVersion the required version of the aggregate; 0 accepts any version
 * @param commandId the id of the command, or {@code null} if it has none
 * @param fingerprint the fingerprint of the command, or {@code null} if it has no content
 * to compare
 */
record CommandExecution(StreamId stream, @Nullable Class<?> commandClass, Metadata metadata, long expectedVersion,
		@Nullable CommandId commandId, @Nullable String fingerprint) {

	Append append(ExpectedVersion expected, List<Object> events) {
		Metadata stored = storedMetadata();
		return new Append(this.stream, expected, events.stream().map((event) -> NewEvent.of(event, stored)).toList(),
				this.commandId);
	}

	/**
	 * Describes the decision for messages.
	 */
	String decision(Class<?> aggregateClass) {
		return (this.commandClass != null)
				? "The command handler for %s in %s".formatted(this.commandClass.getName(), aggregateClass.getName())
				: "A decision";
	}

	/**
	 * Returns the command as handlers receive it: with the metadata of its events, except
	 * for the fingerprint.
	 */
	CommandMessage message(Object id, Object command) {
		return new CommandMessage(command, id, this.stream, causedMetadata());
	}

	private Metadata causedMetadata() {
		return (this.commandId == null || this.metadata.causationId() != null) ? this.metadata
				: this.metadata.withCausationId(this.commandId.value());
	}

	// metadata that was copied from another event may contain its fingerprint
	private Metadata storedMetadata() {
		Metadata caused = causedMetadata();
		if (this.fingerprint != null) {
			return caused.with(CommandFingerprints.ENTRY, this.fingerprint);
		}
		if (!caused.entries().containsKey(CommandFingerprints.ENTRY)) {
			return caused;
		}
		Map<String, @Nullable Object> entries = new LinkedHashMap<>(caused.entries());
		entries.remove(CommandFingerprints.ENTRY);
		return new Metadata(caused.correlationId(), caused.causationId(), caused.actor(), caused.tenant(), entries);
	}

	Commit requireOwn(Commit commit) {
		if (this.commandId != null && this.fingerprint != null && CommandFingerprints
			.differs(commit.events().get(0).metadata().entries().get(CommandFingerprints.ENTRY), this.fingerprint)) {
			throw new CommandIdReusedException(this.commandId, this.stream);
		}
		return commit;
	}

}
