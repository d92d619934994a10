package dev.sourcery.autoconfigure.bank;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.CommandHandler;
import dev.sourcery.event.EventType;

@Aggregate("transfer")
public final class Transfer {

	private String reference = "";

	@CommandHandler
	static Requested request(String reference, References references) {
		return new Requested(references.complete(reference));
	}

	@Apply
	private void on(Requested event) {
		this.reference = event.reference();
	}

	public String reference() {
		return this.reference;
	}

	@EventType("transfer.requested")
	private record Requested(String reference) {

	}

}
