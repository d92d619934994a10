package dev.sourcery.sample.bank.account;

import java.math.BigDecimal;

import dev.sourcery.sample.bank.Refusal;

/**
 * Thrown when the amount of a withdrawal exceeds the balance.
 */
public final class InsufficientFunds extends Refusal {

	private static final long serialVersionUID = 1L;

	InsufficientFunds(BigDecimal balance) {
		super("insufficient-funds", "The balance is only " + balance);
	}

}
