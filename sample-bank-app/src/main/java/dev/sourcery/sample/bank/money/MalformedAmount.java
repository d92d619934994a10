package dev.sourcery.sample.bank.money;

/**
 * Thrown for a text that is not an amount.
 */
public final class MalformedAmount extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	MalformedAmount() {
		super("An amount is a decimal string with two digits after the point, such as \"100.00\"");
	}

}
