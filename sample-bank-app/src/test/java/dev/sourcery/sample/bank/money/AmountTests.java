package dev.sourcery.sample.bank.money;

import java.math.BigDecimal;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AmountTests {

	@ParameterizedTest
	@ValueSource(strings = { "0.01", "100.00", "999999999999.99" })
	void readsDecimalsWithTwoPlaces(String text) {
		assertThat(Amount.parse(text)).isEqualTo(new Amount(new BigDecimal(text)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "100", "100.0", "1.005", "1,00", "abc", "1e5", "1.00e5", "0x1.00", "+1.00",
			" 1.00", "1.00\n", "01.00", ".50", "--1.00", "١.٠٠", "NaN", "1000000000000000000000000000000" })
	void whenTheTextIsNoAmountItIsMalformed(String text) {
		assertThatExceptionOfType(MalformedAmount.class).isThrownBy(() -> Amount.parse(text));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0.00", "-1.00", "-0.00", "1000000000000.00", "1000000000000000000000000000000.00" })
	void whenNobodyCanMoveItItIsInvalid(String text) {
		assertThatExceptionOfType(InvalidAmount.class).isThrownBy(() -> Amount.parse(text));
	}

	@ParameterizedTest
	@ValueSource(ints = { 101, 1_000_000 })
	void whenTheTextIsEndlessItIsMalformed(int length) {
		assertThatExceptionOfType(MalformedAmount.class).isThrownBy(() -> Amount.parse("9".repeat(length) + ".00"));
	}

}
