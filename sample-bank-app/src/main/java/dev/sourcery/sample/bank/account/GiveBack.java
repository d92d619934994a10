package dev.sourcery.sample.bank.account;

import dev.sourcery.sample.bank.money.Amount;
import org.jspecify.annotations.Nullable;

/**
 * Returns the amount that a transfer withdrew before it failed.
 */
public record GiveBack(Amount amount, @Nullable String reference) {

}
