package dev.sourcery.autoconfigure.unusable.voidhandler;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.CommandHandler;
import dev.sourcery.event.EventType;

@Aggregate("void-handler")
public class VoidHandler {

	String name = "";

	@CommandHandler
	void rename(String command) {
		this.name = command;
	}

	@Apply
	void on(Named event) {
		this.name = "named";
	}

	@EventType("named")
	record Named() {

	}

}
