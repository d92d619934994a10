package dev.sourcery.autoconfigure.unusable.twohandlers;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.CommandHandler;
import dev.sourcery.event.EventType;

@Aggregate("two-handlers")
public final class TwoHandlers {

	@CommandHandler
	static Happened one(String command) {
		return new Happened();
	}

	@CommandHandler
	static Happened another(String command) {
		return new Happened();
	}

	@Apply
	void on(Happened event) {
	}

	@EventType("happened")
	record Happened() {

	}

}
