package dev.sourcery.sample.bank.account;

/**
 * Whether an account takes part in business.
 */
public enum AccountStatus {

	OPEN, CLOSED

}
