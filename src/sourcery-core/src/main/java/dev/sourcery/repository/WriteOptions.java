package dev.sourcery.repository;

import dev.sourcery.metadata.Metadata;
import dev.sourcery.store.CommandId;
import org.jspecify.annotations.Nullable;

/**
 * The options of a view of a repository.
 *
 * @param metadata the metadata of new events
 * @param expectedVersion the required version of the aggregate; 0 accepts any version
 * @param commandId the id of the command, or {@code null}
 * @param content the content of the command, if it is not the command object itself
 */
record WriteOptions(Metadata metadata, long expectedVersion, @Nullable CommandId commandId, @Nullable Object content) {

	static final WriteOptions NONE = new WriteOptions(Metadata.empty(), 0, null, null);

	WriteOptions with(Metadata other) {
		return new WriteOptions(other, this.expectedVersion, this.commandId, this.content);
	}

	WriteOptions expecting(long version) {
		return new WriteOptions(this.metadata, version, this.commandId, this.content);
	}

	WriteOptions with(CommandId other, @Nullable Object otherContent) {
		return new WriteOptions(this.metadata, this.expectedVersion, other, otherContent);
	}

}
