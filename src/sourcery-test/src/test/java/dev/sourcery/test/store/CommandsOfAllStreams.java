package dev.sourcery.test.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.sourcery.event.EventSerializer;
import dev.sourcery.store.Append;
import dev.sourcery.store.CommandId;
import dev.sourcery.store.Commit;
import dev.sourcery.store.EventIdConflictException;

/**
 * Accepts a command id on one stream only.
 */
final class CommandsOfAllStreams extends ForwardingStore {

	private final Set<CommandId> seen = new HashSet<>();

	CommandsOfAllStreams(EventSerializer serializer) {
		super(serializer);
	}

	@Override
	public synchronized List<Commit> append(List<Append> appends) {
		for (Append append : appends) {
			CommandId command = append.commandId();
			if (command != null && !this.seen.add(command) && findCommit(append.stream(), command).isEmpty()) {
				throw new EventIdConflictException(append.stream(), command.eventId(append.stream(), 0), null, 0, "",
						null);
			}
		}
		return super.append(appends);
	}

}
