package dev.sourcery.benchmarks;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.CommandHandler;

/**
 * An aggregate that accepts all events.
 *
 * @param cents the sum of all transfers
 */
@Aggregate(Transferred.AGGREGATE)
record Balance(long cents) {

	@CommandHandler
	static Transferred first(Transfer command) {
		command.hot().attempt();
		return command.event();
	}

	@CommandHandler
	Transferred next(Transfer command) {
		command.hot().attempt();
		return command.event();
	}

	@Apply
	static Balance opened(Transferred event) {
		return new Balance(event.cents());
	}

	@Apply
	Balance changed(Transferred event) {
		return new Balance(this.cents + event.cents());
	}

	/**
	 * A command that requests an event and counts the number of decisions on it.
	 *
	 * @param event the event
	 * @param hot the stream that counts the attempts
	 */
	record Transfer(Transferred event, HotStream hot) {

	}

}
