package dev.sourcery.sample.bank.transfer;

import dev.sourcery.sample.bank.Refusal;

/**
 * Thrown when the source and the target of a transfer are the same account.
 */
public final class SameAccount extends Refusal {

	private static final long serialVersionUID = 1L;

	SameAccount() {
		super("same-account", "A transfer goes from one account to another");
	}

}
