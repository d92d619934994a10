package dev.sourcery.sample.bank.account;

import dev.sourcery.sample.bank.Refusal;

/**
 * Thrown when a command requires an open account, but the account is closed.
 */
public final class AccountClosed extends Refusal {

	private static final long serialVersionUID = 1L;

	AccountClosed() {
		super("account-closed", "The account is closed");
	}

}
