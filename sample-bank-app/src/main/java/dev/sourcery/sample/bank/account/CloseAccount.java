package dev.sourcery.sample.bank.account;

/**
 * Closes an account.
 */
public record CloseAccount() {

}
