package dev.sourcery.sample.bank.money;

import java.math.BigDecimal;

import dev.sourcery.sample.bank.Refusal;

/**
 * Thrown for an amount that cannot be moved.
 */
public final class InvalidAmount extends Refusal {

	private static final long serialVersionUID = 1L;

	InvalidAmount(BigDecimal largest) {
		super("invalid-amount", "The amount must be more than 0.00 and at most " + largest);
	}

}
