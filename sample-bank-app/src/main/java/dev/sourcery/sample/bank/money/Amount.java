package dev.sourcery.sample.bank.money;

import java.math.BigDecimal;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonCreator;

/**
 * An amount of money to be moved: positive, two decimal places, at most
 * {@code 999999999999.99}.
 *
 * @param value the number, with scale 2
 */
public record Amount(BigDecimal value) {

	private static final BigDecimal LARGEST = new BigDecimal("999999999999.99");

	private static final int LONGEST_TEXT = 100;

	private static final Pattern TEXT = Pattern.compile("-?(0|[1-9][0-9]*)\\.[0-9]{2}");

	// JSON is read by parse only
	@JsonCreator(mode = JsonCreator.Mode.DISABLED)
	public Amount {
		if (value.scale() != 2) {
			throw new IllegalArgumentException("An amount has two decimal places");
		}
		if (value.signum() <= 0 || value.compareTo(LARGEST) > 0) {
			throw new InvalidAmount(LARGEST);
		}
	}

	/**
	 * Parses an amount.
	 * @param text the amount in the notation of clients, such as {@code 100.00}
	 * @return the amount
	 * @throws MalformedAmount if the text is not an amount
	 * @throws InvalidAmount if the amount is zero, negative or too large
	 */
	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public static Amount parse(String text) {
		if (text.length() > LONGEST_TEXT || !TEXT.matcher(text).matches()) {
			throw new MalformedAmount();
		}
		return new Amount(new BigDecimal(text));
	}

}
