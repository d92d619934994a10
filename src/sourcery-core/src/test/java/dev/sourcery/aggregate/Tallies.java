package dev.sourcery.aggregate;

import dev.sourcery.event.EventType;

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

	record Add(int number) {

	}

}
