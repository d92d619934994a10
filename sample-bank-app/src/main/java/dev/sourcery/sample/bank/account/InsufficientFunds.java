package dev.sourcery.sample.bank.account;

import java.math.BigDecimal;

import dev.sourcery.sample.bank.Refusal;

/**
 * More was to be withdrawn than there is.
 */
public final class InsufficientFunds extends Refusal {

	private static final long serialVersionUID = 1L;

	InsufficientFunds(BigDecimal balance) {
		super("insufficient-funds", "The balance is only " + balance);
	}

}
