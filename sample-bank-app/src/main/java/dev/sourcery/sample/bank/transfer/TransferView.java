package dev.sourcery.sample.bank.transfer;

import java.math.BigDecimal;

import dev.sourcery.sample.bank.account.AccountId;
import org.jspecify.annotations.Nullable;

/**
 * The representation of a transfer for clients.
 */
record TransferView(TransferId id, AccountId from, AccountId to, BigDecimal amount, @Nullable String reference,
		Status status, @Nullable String reason) {

	static TransferView of(TransferId id, Transfer transfer) {
		TransferEvent.Requested request = transfer.request();
		return new TransferView(id, request.from(), request.to(), request.amount(), request.reference(),
				Status.of(transfer.status()), transfer.reason());
	}

	/**
	 * The status for clients, which does not expose intermediate steps.
	 */
	enum Status {

		REQUESTED, COMPLETED, FAILED;

		static Status of(TransferStatus status) {
			return switch (status) {
				case REQUESTED, WITHDRAWN -> REQUESTED;
				case COMPLETED -> COMPLETED;
				case FAILED -> FAILED;
			};
		}

	}

}
