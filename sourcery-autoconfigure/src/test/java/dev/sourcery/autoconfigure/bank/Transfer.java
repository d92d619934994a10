package dev.sourcery.autoconfigure.bank;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.CommandHandler;
import dev.sourcery.event.EventType;
import dev.sourcery.repository.Repository;

@Aggregate("transfer")
public final class Transfer {

	private String reference = "";

	@CommandHandler
	static Requested request(String reference, References references) {
		return new Requested(references.complete(reference));
	}

	@CommandHandler
	static Requested requestFrom(RequestFrom command, Repository<Account, AccountId> accounts) {
		return new Requested("from " + accounts.load(command.account()).state().owner());
	}

	@Apply
	private void on(Requested event) {
		this.reference = event.reference();
	}

	public String reference() {
		return this.reference;
	}

	public record RequestFrom(AccountId account) {

	}

	@EventType("transfer.requested")
	private record Requested(String reference) {

	}

}
