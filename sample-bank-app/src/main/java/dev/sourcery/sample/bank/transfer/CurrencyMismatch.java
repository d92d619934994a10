package dev.sourcery.sample.bank.transfer;

import java.util.Currency;

import dev.sourcery.sample.bank.Refusal;

/**
 * Thrown when the two accounts of a transfer have different currencies.
 */
public final class CurrencyMismatch extends Refusal {

	private static final long serialVersionUID = 1L;

	CurrencyMismatch(Currency source, Currency target) {
		super("currency-mismatch", "One account is in %s, the other in %s".formatted(source, target));
	}

}
