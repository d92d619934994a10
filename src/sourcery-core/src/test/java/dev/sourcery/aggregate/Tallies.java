package dev.sourcery.aggregate;

import dev.sourcery.event.EventType;
import dev.sourcery.event.StreamId;
import dev.sourcery.metadata.Metadata;

/**
 * Commands and events of tallies.
 */
abstract class Tallies {

	sealed interface TallyEvent permits Started, Added {

	}

	@EventType("tally.started")
	record Started(int at) implements TallyEvent {

	}

	@EventType("tally.added")
	record Added(int number) implements TallyEvent {

	}

	static CommandMessage message(Object command) {
		return new CommandMessage(command, "1", new StreamId("tally", "1"), Metadata.empty());
	}

	record Add(int number) {

	}

}
