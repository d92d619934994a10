package dev.sourcery.sample.bank.transfer;

import java.math.BigDecimal;

import dev.sourcery.event.EventType;
import dev.sourcery.sample.bank.account.AccountId;
import org.jspecify.annotations.Nullable;

/**
 * What can happen to a transfer.
 */
public sealed interface TransferEvent {

	@EventType("transfer.requested")
	record Requested(AccountId from, AccountId to, BigDecimal amount,
			@Nullable String reference) implements TransferEvent {
	}

	/**
	 * The money has left its source and is under way.
	 */
	@EventType("transfer.withdrawn")
	record Withdrawn() implements TransferEvent {
	}

	@EventType("transfer.completed")
	record Completed() implements TransferEvent {
	}

	/**
	 * Nothing was transferred, or it was given back.
	 *
	 * @param reason code of the refusal
	 */
	@EventType("transfer.failed")
	record Failed(String reason) implements TransferEvent {
	}

}
