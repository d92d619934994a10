package dev.sourcery.sample.bank.account;

import dev.sourcery.sample.bank.PlainText;
import dev.sourcery.sample.bank.money.Amount;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/**
 * Withdraws money from an account.
 */
public record Withdraw(@NotNull Amount amount, @PlainText @Nullable String reference) {

}
