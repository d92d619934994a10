package dev.sourcery.sample.bank.account;

import java.math.BigDecimal;

import dev.sourcery.sample.bank.Refusal;

/**
 * Thrown when an account that is not empty is to be closed.
 */
public final class BalanceNotZero extends Refusal {

	private static final long serialVersionUID = 1L;

	BalanceNotZero(BigDecimal balance) {
		super("balance-not-zero", "The balance is %s; only an empty account can be closed".formatted(balance));
	}

}
