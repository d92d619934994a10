package dev.sourcery.sample.bank.account;

import dev.sourcery.sample.bank.Refusal;

/**
 * The account takes part in no business any more.
 */
public final class AccountClosed extends Refusal {

	private static final long serialVersionUID = 1L;

	AccountClosed() {
		super("account-closed", "The account is closed");
	}

}
