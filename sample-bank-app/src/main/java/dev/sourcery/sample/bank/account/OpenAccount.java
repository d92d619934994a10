package dev.sourcery.sample.bank.account;

import java.util.Currency;

import dev.sourcery.sample.bank.PlainText;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;

/**
 * Opens an account.
 */
public record OpenAccount(@NotBlank @PlainText String owner, @NotNull Currency currency) {

}
