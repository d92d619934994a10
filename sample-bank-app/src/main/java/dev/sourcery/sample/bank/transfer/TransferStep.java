package dev.sourcery.sample.bank.transfer;

import java.util.Locale;
import java.util.UUID;

import dev.sourcery.event.StreamId;
import dev.sourcery.sample.bank.account.AccountId;
import dev.sourcery.sample.bank.transfer.TransferEvent.Requested;
import dev.sourcery.sample.bank.web.IdempotencyKey;
import dev.sourcery.store.CommandId;

/**
 * The steps of a transfer that move money. Each is a command with a separate id, from
 * which the id of the resulting event of the account is derived.
 */
enum TransferStep {

	WITHDRAWAL, DEPOSIT, RETURN;

	CommandId commandId(TransferId transfer) {
		return IdempotencyKey.ofTheBank("transfer/%s/%s".formatted(transfer, name().toLowerCase(Locale.ROOT)));
	}

	UUID eventId(TransferId transfer, Requested request) {
		AccountId account = (this == DEPOSIT) ? request.to() : request.from();
		return commandId(transfer).eventId(new StreamId("account", account.value()), 0);
	}

}
