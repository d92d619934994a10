package dev.sourcery.sample.bank.account;

/**
 * The status of an account.
 */
public enum AccountStatus {

	OPEN, CLOSED

}
