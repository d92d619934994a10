package dev.sourcery.sample.bank.money;

/**
 * A text that is no amount.
 */
public final class MalformedAmount extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	MalformedAmount() {
		super("An amount is a decimal string with two digits after the point, such as \"100.00\"");
	}

}
