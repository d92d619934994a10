package dev.sourcery.sample.bank.transfer;

import dev.sourcery.sample.bank.Refusal;

/**
 * A transfer needs two accounts.
 */
public final class SameAccount extends Refusal {

	private static final long serialVersionUID = 1L;

	SameAccount() {
		super("same-account", "A transfer goes from one account to another");
	}

}
