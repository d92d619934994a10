package dev.sourcery.sample.bank.transfer;

import java.math.BigDecimal;

import dev.sourcery.event.EventType;
import dev.sourcery.sample.bank.account.AccountId;
import org.jspecify.annotations.Nullable;

/**
 * An event of a transfer.
 */
public sealed interface TransferEvent {

	@EventType("transfer.requested")
	record Requested(AccountId from, AccountId to, BigDecimal amount,
			@Nullable String reference) implements TransferEvent {
	}

	/**
	 * The money has been withdrawn from the source but not yet deposited into the target.
	 */
	@EventType("transfer.withdrawn")
	record Withdrawn() implements TransferEvent {
	}

	@EventType("transfer.completed")
	record Completed() implements TransferEvent {
	}

	/**
	 * Nothing was transferred, or the money was returned.
	 *
	 * @param reason the code of the refusal
	 */
	@EventType("transfer.failed")
	record Failed(String reason) implements TransferEvent {
	}

}
