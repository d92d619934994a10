package dev.sourcery.sample.bank.account;

import dev.sourcery.sample.bank.PlainText;
import dev.sourcery.sample.bank.money.Amount;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/**
 * Deposits money into an account.
 */
public record Deposit(@NotNull Amount amount, @PlainText @Nullable String reference) {

}
