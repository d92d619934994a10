package dev.sourcery.sample.bank.transfer;

import dev.sourcery.sample.bank.PlainText;
import dev.sourcery.sample.bank.account.AccountId;
import dev.sourcery.sample.bank.money.Amount;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/**
 * Requests a transfer.
 */
public record RequestTransfer(@NotNull AccountId from, @NotNull AccountId to, @NotNull Amount amount,
		@PlainText @Nullable String reference) {

}
