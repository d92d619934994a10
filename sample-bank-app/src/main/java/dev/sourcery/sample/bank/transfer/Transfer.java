package dev.sourcery.sample.bank.transfer;

import dev.sourcery.aggregate.Aggregate;
import dev.sourcery.aggregate.Apply;
import dev.sourcery.aggregate.CommandHandler;
import dev.sourcery.sample.bank.transfer.TransferEvent.Completed;
import dev.sourcery.sample.bank.transfer.TransferEvent.Failed;
import dev.sourcery.sample.bank.transfer.TransferEvent.Requested;
import dev.sourcery.sample.bank.transfer.TransferEvent.Withdrawn;
import org.jspecify.annotations.Nullable;

/**
 * A transfer, as a mutable class: the other style of writing an aggregate. The commands
 * on the accounts are decided by {@link TransferProcess}; this aggregate records their
 * outcome.
 */
@Aggregate("transfer")
public class Transfer {

	private final Requested request;

	private TransferStatus status = TransferStatus.REQUESTED;

	private @Nullable String reason;

	@Apply
	Transfer(Requested event) {
		this.request = event;
	}

	@CommandHandler
	static Requested request(RequestTransfer command) {
		if (command.from().equals(command.to())) {
			throw new SameAccount();
		}
		return new Requested(command.from(), command.to(), command.amount().value(), command.reference());
	}

	@Apply
	void on(Withdrawn event) {
		this.status = TransferStatus.WITHDRAWN;
	}

	@Apply
	void on(Completed event) {
		this.status = TransferStatus.COMPLETED;
	}

	@Apply
	void on(Failed event) {
		this.status = TransferStatus.FAILED;
		this.reason = event.reason();
	}

	Requested request() {
		return this.request;
	}

	TransferStatus status() {
		return this.status;
	}

	@Nullable String reason() {
		return this.reason;
	}

}
